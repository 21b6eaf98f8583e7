package dev.stepfold.orchestrator.kafka;

import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;

/**
 * The orchestrator's two producers, apart because they make different promises.
 *
 * @param appender writes document topics: answers in bounded time, with the offset or with a failure that leaves the
 *     outcome open
 * @param forwarder writes {@code stepfold.step-events}: never gives a record up
 */
public record Producers(Producer<String, byte[]> appender, Producer<String, byte[]> forwarder)
        implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Waits a bounded time for what is under way; what is lost is written again by the next owner. */
    @Override
    public void close() {
        appender.close(CLOSE_TIMEOUT);
        forwarder.close(CLOSE_TIMEOUT);
    }
}
