package dev.stepfold.schemas.command;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a step is retried after a failed attempt, and when: exponential backoff with full jitter ("Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015).
 *
 * @param maxAttempts attempts in all, the first included: 1 to {@value #ATTEMPTS_LIMIT}
 * @param initialBackoff the longest wait before the second attempt, at most 7 days
 * @param maxBackoff the longest wait before any attempt, at most 7 days
 * @param backoffFactor by how much the longest wait grows from one attempt to the next, 1 to 100
 * @param attemptTimeout how long one attempt may be silent before it is interrupted, 1 ms to 7 days; ten times that is
 *     the longest in all
 */
public record RetryPolicy(
        int maxAttempts,
        @JsonProperty("initialBackoffMs") Duration initialBackoff,
        @JsonProperty("maxBackoffMs") Duration maxBackoff,
        double backoffFactor,
        @JsonProperty("attemptTimeoutMs") Duration attemptTimeout) {
    /** No policy allows more attempts than this. */
    public static final int ATTEMPTS_LIMIT = 20;

    /** No wait, timeout or deadline is longer: a run's command is kept for this long. */
    public static final Duration DURATION_LIMIT = Duration.ofDays(7);

    /** No backoff grows faster than this from one attempt to the next. */
    public static final double BACKOFF_FACTOR_LIMIT = 100;

    /** Four attempts, waits of 0.5 s doubling up to 30 s between them, two minutes for each attempt. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(30), 2.0, Duration.ofMinutes(2));

    public RetryPolicy {
        Checks.atLeast(1, "retryPolicy.maxAttempts", maxAttempts);
        Checks.atMost(ATTEMPTS_LIMIT, "retryPolicy.maxAttempts", maxAttempts);
        initialBackoff = limited(0, "retryPolicy.initialBackoffMs", initialBackoff);
        maxBackoff = limited(0, "retryPolicy.maxBackoffMs", maxBackoff);
        attemptTimeout = limited(1, "retryPolicy.attemptTimeoutMs", attemptTimeout);
        if (!(backoffFactor >= 1 && backoffFactor <= BACKOFF_FACTOR_LIMIT)) {
            throw new IllegalArgumentException(
                    "retryPolicy.backoffFactor must be from 1 to " + Math.round(BACKOFF_FACTOR_LIMIT));
        }
    }

    /** The duration in whole milliseconds, checked against {@code minMs} and {@link #DURATION_LIMIT}. */
    static Duration limited(long minMs, String name, Duration value) {
        Duration whole = Checks.wholeMillis(minMs, name, value);
        Checks.atMost(DURATION_LIMIT.toMillis(), name, whole.toMillis());
        return whole;
    }

    /** Reads a policy; every part that is left out has its default. */
    @JsonCreator
    static RetryPolicy of(
            @JsonProperty("maxAttempts") @Nullable Integer maxAttempts,
            @JsonProperty("initialBackoffMs") @Nullable Duration initialBackoff,
            @JsonProperty("maxBackoffMs") @Nullable Duration maxBackoff,
            @JsonProperty("backoffFactor") @Nullable Double backoffFactor,
            @JsonProperty("attemptTimeoutMs") @Nullable Duration attemptTimeout) {
        return DEFAULT.with(maxAttempts, initialBackoff, maxBackoff, backoffFactor, attemptTimeout);
    }

    /** This policy with every value that is not null in place of its own. */
    RetryPolicy with(
            @Nullable Integer maxAttempts,
            @Nullable Duration initialBackoff,
            @Nullable Duration maxBackoff,
            @Nullable Double backoffFactor,
            @Nullable Duration attemptTimeout) {
        return new RetryPolicy(
                maxAttempts == null ? this.maxAttempts : maxAttempts,
                initialBackoff == null ? this.initialBackoff : initialBackoff,
                maxBackoff == null ? this.maxBackoff : maxBackoff,
                backoffFactor == null ? this.backoffFactor : backoffFactor,
                attemptTimeout == null ? this.attemptTimeout : attemptTimeout);
    }

    /**
     * How long to wait after a failed attempt.
     *
     * @param failedAttempt the attempt that failed, from 1
     * @param jitter uniformly random in [0, 1)
     */
    public Duration backoffAfter(int failedAttempt, double jitter) {
        double ceilingMs = Math.min(
                (double) maxBackoff.toMillis(), initialBackoff.toMillis() * Math.pow(backoffFactor, failedAttempt - 1));
        return Duration.ofMillis(Math.round(ceilingMs * jitter));
    }
}
