package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumers for reads that have an end: without a group, and with a fetch that does not wait for more records. At most
 * {@code consumersMax} are lent at once; further callers wait for one, up to the timeout. A consumer that has read many topics is
 * closed, because it forgets none of them.
 *
 * <p>Safe for use by many threads.
 */
public final class OneShotConsumers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OneShotConsumers.class);

    /**
     * The most metrics that a consumer may have to be lent again. Kafka's consumer keeps fourteen for each topic that it has
     * ever read, until it is closed; so this is some 280 topics.
     */
    private static final int METRICS_MAX = 4_000;

    private final KafkaConnection connection;
    private final Map<String, Object> config;
    private final Duration timeout;
    private final Semaphore turns;
    private final ConcurrentLinkedDeque<Consumer<String, byte[]>> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** A read. */
    public interface Read<T> {
        /**
         * Reads.
         *
         * @param deadlineNanos when it must be done, by {@link System#nanoTime}
         * @throws LogUnavailableException when the records that were read cannot be used
         */
        T from(Consumer<String, byte[]> consumer, long deadlineNanos) throws LogUnavailableException;
    }

    /**
     * @param connection how to connect to Kafka
     * @param isolation whether records of a transaction are read before it is committed
     * @param timeout how long one read may take, its wait for a consumer included
     */
    public OneShotConsumers(KafkaConnection connection, IsolationLevel isolation, int consumersMax, Duration timeout) {
        this.connection = connection;
        this.config = config(isolation, timeout);
        this.timeout = timeout;
        this.turns = new Semaphore(consumersMax, true);
    }

    /**
     * Lends a consumer to a read.
     *
     * @param what a description of what is read, for messages
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public <T> T read(String what, Read<T> read) throws LogUnavailableException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        awaitTurn(what);
        @Nullable Consumer<String, byte[]> consumer = null;
        boolean healthy = false;
        try {
            consumer = idle.pollFirst();
            if (consumer == null) {
                consumer = connection.consumer(config);
            }
            T found = read.from(consumer, deadlineNanos);
            healthy = true;
            return found;
        } catch (KafkaException e) {
            throw new LogUnavailableException(what + " could not be read", e);
        } finally {
            release(consumer, healthy);
        }
    }

    private void awaitTurn(String what) throws LogUnavailableException {
        try {
            if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LogUnavailableException(
                        "too many reads wait before the read of " + what,
                        new TimeoutException("no consumer was free within " + timeout));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted before reading " + what, e);
        }
    }

    private void release(@Nullable Consumer<String, byte[]> consumer, boolean healthy) {
        if (consumer != null) {
            if (healthy && !closed && consumer.metrics().size() <= METRICS_MAX) {
                idle.offerFirst(consumer);
            } else {
                discard(consumer);
            }
        }
        turns.release();
    }

    private static void discard(Consumer<String, byte[]> consumer) {
        try {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException e) {
            LOG.debug("a consumer could not be closed", e);
        }
    }

    private static Map<String, Object> config(IsolationLevel isolation, Duration timeout) {
        return Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation.toString(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                0,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis(),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis());
    }

    /** Closes the consumers; reads under way finish first or fail. */
    @Override
    public void close() {
        closed = true;
        for (Consumer<String, byte[]> consumer = idle.pollFirst(); consumer != null; consumer = idle.pollFirst()) {
            discard(consumer);
        }
    }
}
