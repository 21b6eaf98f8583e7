package dev.stepfold.documentlog;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumers for reads that have an end: without a group, and with a fetch that does not wait for more records. At most
 * {@code consumersMax} are lent at once; further callers wait for one, up to the timeout.
 *
 * <p>Safe for use by many threads.
 */
final class OneShotConsumers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OneShotConsumers.class);

    private final Map<String, Object> config;
    private final Duration timeout;
    private final Semaphore turns;
    private final ConcurrentLinkedDeque<Consumer<String, byte[]>> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** A read. */
    interface Read<T> {
        /**
         * Reads.
         *
         * @param deadlineNanos when it must be done, by {@link System#nanoTime}
         * @throws LogUnavailableException when the records that were read cannot be used
         */
        T from(Consumer<String, byte[]> consumer, long deadlineNanos) throws LogUnavailableException;
    }

    /**
     * @param clientConfig how to connect to Kafka, and other settings of this kind of read
     * @param timeout how long one read may take, its wait for a consumer included
     */
    OneShotConsumers(Map<String, Object> clientConfig, int consumersMax, Duration timeout) {
        this.config = config(clientConfig, timeout);
        this.timeout = timeout;
        this.turns = new Semaphore(consumersMax, true);
    }

    /**
     * Lends a consumer to a read.
     *
     * @param what a description of what is read, for messages
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    <T> T read(String what, Read<T> read) throws LogUnavailableException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        awaitTurn(what);
        @Nullable Consumer<String, byte[]> consumer = null;
        boolean healthy = false;
        try {
            consumer = idle.pollFirst();
            if (consumer == null) {
                consumer = new KafkaConsumer<>(config);
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
            if (healthy && !closed) {
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

    private static Map<String, Object> config(Map<String, Object> clientConfig, Duration timeout) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 1);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        return Map.copyOf(config);
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
