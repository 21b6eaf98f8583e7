package dev.stepfold.documentlog;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics live, for a process that has to see every record: no group, no committed offset, no rebalance. It
 * reports when the consumer is at its position, because from then on no record is missed.
 *
 * <p>The consumer itself survives a restart of Kafka, and continues at its position. If the consumer has to be
 * recreated, records may be missed meanwhile: {@link Follower#positioned} is called, and the follower reads the
 * documents' topics for what it missed.
 */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3));
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int REQUEST_TIMEOUT_MS = 5_000;

    private final String name;
    private final Map<String, Object> config;
    private final Follower follower;
    private final Thread thread;
    private volatile boolean positioned;
    private volatile boolean closed;
    private volatile @Nullable Consumer<String, byte[]> current;

    /** Receives the records. Called on the tail's own thread, which blocks all further records. */
    public interface Follower {
        /**
         * Assigns partitions to a new consumer and seeks to the position to begin at.
         *
         * @throws KafkaException if that cannot be done now; it is retried, each time after a longer wait
         */
        void position(Consumer<String, byte[]> consumer);

        /** The consumer is at its position. Records may have been missed before; from now on none is. */
        void positioned();

        /** Takes a record. */
        void take(ConsumerRecord<String, byte[]> record);

        /** Called after every poll, whether it brought records or not: at least every half second. */
        default void polled() {}
    }

    /**
     * @param name name of the thread, also in logs
     * @param connection how to connect to Kafka
     */
    public TopicTail(String name, Map<String, Object> connection, Follower follower) {
        this.name = name;
        this.config = config(connection);
        this.follower = follower;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Starts reading, as soon as Kafka is available; called once. */
    public void start() {
        thread.start();
    }

    /** Whether the consumer is at its position, so that no record from now on is missed. */
    public boolean isPositioned() {
        return positioned;
    }

    /**
     * The partitions of a topic.
     *
     * @throws KafkaException if there is no such topic yet
     */
    public static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found.isEmpty()) {
            throw new KafkaException("topic " + topic + " does not exist yet");
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(config)) {
                current = consumer;
                follower.position(consumer);
                consumer.assignment().forEach(consumer::position);
                positioned = true;
                LOG.info(
                        "{} positioned partitions={}",
                        name,
                        consumer.assignment().size());
                failures = 0;
                follower.positioned();
                while (!closed) {
                    consumer.poll(POLL_MAX).forEach(follower::take);
                    follower.polled();
                }
            } catch (WakeupException | InterruptException _) {
                LOG.debug("{} woken to close", name);
            } catch (KafkaException e) {
                LOG.warn("{} not at its position reason={}", name, e.getMessage());
                pause(++failures);
            } catch (RuntimeException | Error e) {
                LOG.error("{} failed and restarts", name, e);
                pause(++failures);
            } finally {
                positioned = false;
            }
        }
    }

    private void pause(int failures) {
        try {
            Thread.sleep(BACKOFF.after(failures));
        } catch (InterruptedException _) {
            LOG.debug("{} interrupted to close", name);
        }
    }

    private static Map<String, Object> config(Map<String, Object> connection) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        return Map.copyOf(config);
    }

    /** Stops reading, also before it was started. */
    @Override
    public void close() {
        closed = true;
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
