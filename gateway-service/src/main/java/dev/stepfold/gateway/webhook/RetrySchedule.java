package dev.stepfold.gateway.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When an event is posted again that could not be: after waits that grow, for a day. The waits are those that the
 * Standard Webhooks specification suggests, with jitter.
 */
final class RetrySchedule {
    /** How long an event is tried. */
    static final Duration DAY = Duration.ofDays(1);

    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4));

    /** A wait is this much shorter or longer at most. */
    private static final double JITTER = 0.2;

    private final DoubleSupplier random;

    /** @param random uniform in [0, 1) */
    RetrySchedule(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * When an event is tried again: a last time at the deadline.
     *
     * @param failures how often it failed, from 1
     * @param retryAfter how long the server asks to wait, if it does
     * @return empty if it is given up
     */
    Optional<Instant> next(int failures, Instant now, Instant deadline, Optional<Duration> retryAfter) {
        if (!now.isBefore(deadline)) {
            return Optional.empty();
        }
        Duration wait = WAITS.get(Math.min(failures, WAITS.size()) - 1);
        Duration jittered =
                Duration.ofMillis((long) (wait.toMillis() * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
        Duration longer =
                retryAfter.filter(asked -> asked.compareTo(jittered) > 0).orElse(jittered);
        Instant next = now.plus(longer);
        return Optional.of(next.isBefore(deadline) ? next : deadline);
    }
}
