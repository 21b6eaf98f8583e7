package dev.stepfold.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The floor below Stepfold: one topic with one partition on the same broker, values of {@link #BYTES} that carry the time of
 * their send, and one consumer that reads at once.
 */
final class RawKafka implements AutoCloseable {
    private static final TopicPartition PARTITION = new TopicPartition("raw", 0);
    private static final int BYTES = 512;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int COUNT_MAX = 2_000_000;

    private final Producer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Latencies latencies = new Latencies((_, sent) -> sent, COUNT_MAX);
    private final Thread reader;
    private volatile boolean closed;

    RawKafka(Map<String, Object> connection) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(connection)) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(connection, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        this.reader = Thread.ofPlatform().name("raw-reader").daemon().start(this::read);
    }

    /** What arrived at the consumer. */
    Latencies latencies() {
        return latencies;
    }

    private void read() {
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                latencies.arrived(0, 0, ByteBuffer.wrap(record.value()).getLong(), true);
            }
        }
        consumer.close();
    }

    /** Writes {@code rate} values a second, evenly, for that long; returns how many. */
    long write(int rate, Duration time) {
        long count = rate * time.toMillis() / 1_000;
        long start = System.nanoTime();
        for (long value = 0; value < count; value++) {
            long due = start + value * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            var _ = producer.send(next());
        }
        producer.flush();
        return count;
    }

    /** Writes as fast as it gets acknowledgements, {@code width} values at once, for that long; returns how many. */
    long writeAtOnce(int width, Duration time) throws IOException, InterruptedException {
        AtomicLong written = new AtomicLong();
        Load.during(time, width, () -> {
            try {
                producer.send(next()).get();
                written.incrementAndGet();
            } catch (ExecutionException e) {
                throw new IOException(e);
            }
        });
        return written.get();
    }

    private static ProducerRecord<byte[], byte[]> next() {
        byte[] value = new byte[BYTES];
        Arrays.fill(value, (byte) 'x');
        ByteBuffer.wrap(value).putLong(System.nanoTime());
        return new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), null, value);
    }

    @Override
    public void close() {
        closed = true;
        producer.close(Duration.ofSeconds(1));
        try {
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
