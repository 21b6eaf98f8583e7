package dev.stepfold.orchestrator.kafka;

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
    @Override
    public void close() {
        appender.close();
        forwarder.close();
    }
}
