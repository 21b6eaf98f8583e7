package dev.stepfold.gateway.document;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is something to resume, and from where.
 *
 * @param shouldResume whether the run is paused or failed, so that it continues only on request. A running one
 *     continues by itself after a crash
 * @param status the status of the run
 * @param lastCompletedStep the last step whose result is kept; null if there is none
 * @param nextStep the step that would run next; null if no step is left
 * @param failedStep the step that failed; null if none did
 * @param retryable whether the failure is of a kind that another attempt can resolve
 */
public record ResumeAdvice(
        boolean shouldResume,
        RunStatus status,
        @Nullable StepId lastCompletedStep,
        @Nullable StepId nextStep,
        @Nullable StepId failedStep,
        boolean retryable) {
    /** The advice for a document in its current state. */
    public static ResumeAdvice of(DocumentState state) {
        boolean shouldResume = switch (state.status()) {
            case PAUSED, FAILED -> true;
            case PENDING, RUNNING, COMPLETED, CANCELLED -> false;
        };
        RunError error = state.status() == RunStatus.FAILED ? state.error() : null;
        return new ResumeAdvice(
                shouldResume,
                state.status(),
                lastCompleted(state),
                state.firstOpenStep().orElse(null),
                error == null ? null : error.step(),
                error != null && error.retryable());
    }

    private static @Nullable StepId lastCompleted(DocumentState state) {
        return Arrays.stream(StepId.values())
                .filter(step -> state.progressOf(step) == StepStatus.COMPLETE)
                .reduce((_, later) -> later)
                .orElse(null);
    }
}
