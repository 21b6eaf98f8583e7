package dev.stepfold.schemas.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the attempts of one step differ from the run's retry policy. A null value is as for the run; each value has the
 * same limits as in {@link RetryPolicy}.
 *
 * @param maxAttempts attempts in all, the first included
 * @param initialBackoff the longest wait before the second attempt
 * @param maxBackoff the longest wait before any attempt
 * @param backoffFactor by how much the longest wait grows from one attempt to the next
 * @param attemptTimeout how long one attempt may be silent before it is interrupted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepRetryPolicy(
        @Nullable Integer maxAttempts,
        @JsonProperty("initialBackoffMs") @Nullable Duration initialBackoff,
        @JsonProperty("maxBackoffMs") @Nullable Duration maxBackoff,
        @Nullable Double backoffFactor,
        @JsonProperty("attemptTimeoutMs") @Nullable Duration attemptTimeout) {
    public StepRetryPolicy {
        RetryPolicy checked = RetryPolicy.of(maxAttempts, initialBackoff, maxBackoff, backoffFactor, attemptTimeout);
        initialBackoff = initialBackoff == null ? null : checked.initialBackoff();
        maxBackoff = maxBackoff == null ? null : checked.maxBackoff();
        attemptTimeout = attemptTimeout == null ? null : checked.attemptTimeout();
    }

    /** The policy for the step: the run's policy with the values that are set here. */
    RetryPolicy over(RetryPolicy ofRun) {
        return ofRun.with(maxAttempts, initialBackoff, maxBackoff, backoffFactor, attemptTimeout);
    }
}
