package dev.stepfold.schemas.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.event.StepError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The latest attempt of a step.
 *
 * @param attempt from 1
 * @param maxAttempts the attempts the policy allows
 * @param error why it failed; null while it runs or where it succeeded
 * @param nextAttemptAt when the next attempt begins; only while one is awaited
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepAttempt(
        int attempt,
        int maxAttempts,
        @Nullable StepError error,
        @Nullable Instant nextAttemptAt) {
    public StepAttempt {
        Checks.atLeast(1, "attempt", attempt);
        Checks.atLeast(1, "maxAttempts", maxAttempts);
    }
}
