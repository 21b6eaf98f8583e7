package dev.stepfold.gateway.command;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.util.Arrays;
import java.util.Optional;

/**
 * The refusals that follow from the document's state, so that a person is told at once: the same as the orchestrator's,
 * which decides in the end. A document that was accepted and has no event yet counts as running, because its run has
 * begun by the time that the command is decided.
 */
final class ControlGuard {
    private ControlGuard() {}

    /** Why a change request cannot be taken now, or empty. */
    static Optional<RejectionCode> refusesRun(DocumentState state) {
        return switch (state.status()) {
            case PENDING, RUNNING, PAUSED -> Optional.of(RejectionCode.RUN_ACTIVE);
            case COMPLETED, FAILED, CANCELLED -> Optional.empty();
        };
    }

    /** Why a command cannot be taken now, or empty. */
    static Optional<RejectionCode> refuses(ControlRequest request, DocumentState state) {
        if (request.runId() != null && state.exists() && !request.runId().equals(state.runId())) {
            return Optional.of(RejectionCode.STALE_RUN);
        }
        return switch (request) {
            case ControlRequest.Cancel _ -> refusesCancel(state.status());
            case ControlRequest.Pause _ -> refuse(state.status().isAtRest(), RejectionCode.RUN_NOT_ACTIVE);
            case ControlRequest.Resume _ -> refuse(state.status() != RunStatus.PAUSED, RejectionCode.RUN_NOT_PAUSED);
            case ControlRequest.Retry _ -> refuse(state.status() != RunStatus.FAILED, RejectionCode.RUN_NOT_FAILED);
            case ControlRequest.Restart restart ->
                state.status().isAtRest()
                        ? refuse(!isReached(state, restart.step()), RejectionCode.STEP_NOT_REACHED)
                        : Optional.of(RejectionCode.RUN_ACTIVE);
        };
    }

    private static Optional<RejectionCode> refusesCancel(RunStatus status) {
        return switch (status) {
            case PENDING, RUNNING, PAUSED, FAILED -> Optional.empty();
            case COMPLETED, CANCELLED -> Optional.of(RejectionCode.RUN_NOT_ACTIVE);
        };
    }

    private static Optional<RejectionCode> refuse(boolean refused, RejectionCode code) {
        return refused ? Optional.of(code) : Optional.empty();
    }

    /** A step is reached when every step before it is done. */
    private static boolean isReached(DocumentState state, StepId step) {
        return Arrays.stream(StepId.values())
                .filter(earlier -> earlier.isBefore(step))
                .allMatch(earlier -> state.progressOf(earlier).isDone());
    }
}
