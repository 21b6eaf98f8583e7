package dev.stepfold.gateway.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What became of the next event of a lane. */
sealed interface Outcome {
    /** It was posted, and the server took it. */
    record Delivered(long sequence) implements Outcome {}

    /**
     * It was not taken.
     *
     * @param event its name
     * @param eventAt when it was decided
     * @param problem why
     * @param retryAfter how long the server asks to wait, if it does
     * @param isFinal whether the server wants no further attempt
     */
    record Failed(
            long sequence,
            String event,
            Instant eventAt,
            String problem,
            Optional<Duration> retryAfter,
            boolean isFinal)
            implements Outcome {}

    /** Up to {@code sequence} there is nothing that the webhook is told of. */
    record Passed(long sequence) implements Outcome {}

    /** There is no such document, or none that the webhook's owner may see. */
    record NoDocument() implements Outcome {}

    /** It could not be read: Kafka does not answer. */
    record Unreadable() implements Outcome {}

    /** The webhook is not registered any more. */
    record Unregistered() implements Outcome {}
}
