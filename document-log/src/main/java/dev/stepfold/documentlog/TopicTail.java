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
 * Reads topics live, for a process that has to see every record: no group, no committed offset, no rebalance. What matters
 * is to know when the consumer stands at its position, because from then on no record passes unseen.
 *
 * <p>A restart of Kafka is outlived by the consumer itself, which goes on where it was. Where the consumer has to be made
 * anew, records may pass in between: the follower is told by {@link Follower#positioned}, and looks into the documents'
 * topics for what it missed.
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

    /** Who reads. Called on the tail's own thread, which all records wait for. */
    public interface Follower {
        /**
         * Assigns partitions to a new consumer and seeks where to begin.
         *
         * @throws KafkaException where that cannot be done for now; it is tried again, later each time
         */
        void position(Consumer<String, byte[]> consumer);

        /** The consumer stands at its position. Records may have passed unseen before; from now on none does. */
        void positioned();

        /** Takes a record. */
        void take(ConsumerRecord<String, byte[]> record);

        /** Called after every poll, whether it brought records or not: at least every half second. */
        default void polled() {}
    }

    /**
     * @param name of the thread, and in logs
     * @param connection how Kafka is reached
     */
    public TopicTail(String name, Map<String, Object> connection, Follower follower) {
        this.name = name;
        this.config = config(connection);
        this.follower = follower;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Starts reading, as soon as Kafka is there; called once. */
    public void start() {
        thread.start();
    }

    /** Whether the consumer stands at its position, so that every record from now on will be seen. */
    public boolean isPositioned() {
        return positioned;
    }

    /**
     * The partitions of a topic.
     *
     * @throws KafkaException where there is no such topic yet
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
                LOG.error("{} failed and begins anew", name, e);
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

    /** Stops reading. */
    @Override
    public void close() {
        closed = true;
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
