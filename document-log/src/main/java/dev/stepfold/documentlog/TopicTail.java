package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.KafkaProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
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
    private final KafkaConnection connection;
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
    public TopicTail(String name, KafkaConnection connection, Follower follower) {
        this(name, connection, IsolationLevel.READ_UNCOMMITTED, follower);
    }

    /** @param isolation whether it reads the records of a transaction before the transaction is committed */
    TopicTail(String name, KafkaConnection connection, IsolationLevel isolation, Follower follower) {
        this.name = name;
        this.connection = connection;
        this.config = Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation.toString(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MS,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MS);
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
            try (Consumer<String, byte[]> consumer = connection.consumer(config)) {
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
                LOG.warn("{} not at its position reason={}", name, KafkaProblem.sentence(connection, e));
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
