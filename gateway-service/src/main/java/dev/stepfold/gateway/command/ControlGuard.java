package dev.stepfold.gateway.command;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepStatus;
import java.util.Arrays;
import java.util.Optional;

/**
 * The refusals that are obvious from the document's state, so that a person is told at once. Whatever is not obvious is
 * left to the orchestrator, which decides in the end.
 */
final class ControlGuard {
    private ControlGuard() {}

    /** Why a change request cannot be taken now, or empty. */
    static Optional<RejectionCode> refusesRun(DocumentState state) {
        return switch (state.status()) {
            case PENDING, RUNNING -> Optional.of(RejectionCode.RUN_ACTIVE);
            case PAUSED, COMPLETED, FAILED, CANCELLED -> Optional.empty();
        };
    }

    /** Why a command cannot be taken now, or empty. */
    static Optional<RejectionCode> refuses(ControlRequest request, DocumentState state) {
        if (request.runId() != null && state.exists() && !request.runId().equals(state.runId())) {
            return Optional.of(RejectionCode.STALE_RUN);
        }
        return switch (request) {
            case ControlRequest.Cancel _ ->
                refuse(
                        state.status() == RunStatus.COMPLETED || state.status() == RunStatus.CANCELLED,
                        RejectionCode.RUN_NOT_ACTIVE);
            case ControlRequest.Pause _ -> refuse(state.status().isAtRest(), RejectionCode.RUN_NOT_ACTIVE);
            case ControlRequest.Resume _ -> refuse(state.status() != RunStatus.PAUSED, RejectionCode.RUN_NOT_PAUSED);
            case ControlRequest.Retry _ -> refuse(state.status() != RunStatus.FAILED, RejectionCode.RUN_NOT_FAILED);
            case ControlRequest.Restart restart ->
                refuse(!isReached(state, restart.step()), RejectionCode.STEP_NOT_REACHED);
        };
    }

    private static Optional<RejectionCode> refuse(boolean refused, RejectionCode code) {
        return refused ? Optional.of(code) : Optional.empty();
    }

    /** A step is reached when every step before it is done. */
    private static boolean isReached(DocumentState state, StepId step) {
        return Arrays.stream(StepId.values())
                .filter(earlier -> earlier.isBefore(step))
                .map(state::progressOf)
                .allMatch(status -> status == StepStatus.COMPLETE || status == StepStatus.SKIPPED);
    }
}
