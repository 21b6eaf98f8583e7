package dev.stepfold.orchestrator.kafka;

import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;

/**
 * The orchestrator's producers, separate because they give different guarantees.
 *
 * @param shared writes commands and dead letters: answers in bounded time
 * @param documents write document topics: answer in bounded time, with the offset or with a failure that leaves the
 *     outcome unknown
 * @param forwarder writes {@code stepfold.step-events}: never gives up a record
 */
public record Producers(Producer<String, byte[]> shared, TopicProducers documents, Producer<String, byte[]> forwarder)
        implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Waits a bounded time for what is under way; the partition's next owner writes again what is lost. */
    @Override
    public void close() {
        documents.close();
        shared.close(CLOSE_TIMEOUT);
        forwarder.close(CLOSE_TIMEOUT);
    }
}
