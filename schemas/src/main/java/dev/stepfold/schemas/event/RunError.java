package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.StepId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a run failed, and what a person can do.
 *
 * @param step the step that failed, or for which nothing of the token budget was left; null if the run failed outside a step, for example at its deadline
 * @param kind the class of the last error
 * @param message for a person
 * @param retryable whether another attempt can help against this kind of error
 * @param attempt the last attempt, from 1; 0 if none had begun
 * @param maxAttempts the attempts the policy allows
 * @param actions the commands that can be given while the run is failed, and can help once the cause is gone:
 *     {@code retry}, {@code restart}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunError(
        @Nullable StepId step,
        ErrorKind kind,
        String message,
        boolean retryable,
        int attempt,
        int maxAttempts,
        List<String> actions) {
    public RunError {
        Checks.notBlank("error.message", message);
        Checks.atLeast(0, "error.attempt", attempt);
        Checks.atLeast(0, "error.maxAttempts", maxAttempts);
        actions = List.copyOf(actions);
    }
}
