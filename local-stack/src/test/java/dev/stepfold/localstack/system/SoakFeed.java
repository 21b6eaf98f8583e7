package dev.stepfold.localstack.system;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A downstream system that follows the feed with a plain consumer and tells each event once, in order. */
final class SoakFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int WAITS_MS = 50;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Consumer<RecordedEvent> listener;
    private final Map<String, Long> sequences = new HashMap<>();
    private final AtomicLong events = new AtomicLong();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> following;
    private volatile boolean closed;

    /** Begins with the first event. */
    SoakFeed(String bootstrapServers, Consumer<RecordedEvent> listener) {
        this.listener = listener;
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                WAITS_MS,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.following = thread.submit(this::follow);
    }

    /** How many events there were. */
    long events() {
        return events.get();
    }

    private void follow() {
        String topic = KafkaNames.DEFAULT.stepEvents();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!closed) {
            consumer.poll(POLL).forEach(this::receive);
        }
    }

    private void receive(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            sequences.remove(record.key());
            return;
        }
        try {
            RecordedEvent event = JsonCodec.EVENTS.decode(record.value());
            if (event.sequence() > sequences.getOrDefault(record.key(), -1L)) {
                sequences.put(record.key(), event.sequence());
                events.incrementAndGet();
                listener.accept(event);
            }
        } catch (UnreadableException e) {
            throw new AssertionError("no event: " + record, e);
        }
    }

    /** Fails where it could not follow to the end. */
    @Override
    public void close() {
        closed = true;
        thread.close();
        consumer.close();
        if (following.state() == Future.State.FAILED) {
            throw new AssertionError("the feed could not be followed", following.exceptionNow());
        }
    }
}
