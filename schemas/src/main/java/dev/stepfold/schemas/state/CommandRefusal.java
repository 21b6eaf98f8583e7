package dev.stepfold.schemas.state;

import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RejectionCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a document in its current state cannot carry out a command. The gateway checks this, to tell its caller at once.
 * The orchestrator checks it again, and its answer counts.
 *
 * @param code why, for programs
 * @param message why, for a person
 */
public record CommandRefusal(RejectionCode code, String message) {
    /**
     * Why {@code command} is refused, or empty. A document that was accepted and has no event yet counts as running:
     * its run has begun by the time the command is decided. An erasure is refused only if the owner does not match.
     */
    public static Optional<CommandRefusal> of(DocumentState state, Command command) {
        if (state.exists() && !command.owner().equals(state.owner())) {
            return refuse(RejectionCode.NOT_OWNER, "The document belongs to another owner");
        }
        return switch (command) {
            case Command.StartRun start -> ofStart(state, start);
            case Command.Cancel cancel -> stale(state, cancel.runId()).or(() -> ofCancel(state));
            case Command.Pause pause ->
                stale(state, pause.runId())
                        .or(() ->
                                unless(!state.status().isAtRest(), RejectionCode.RUN_NOT_ACTIVE, "No run is going on"));
            case Command.Resume resume ->
                stale(state, resume.runId())
                        .or(() -> unless(
                                state.status() == RunStatus.PAUSED,
                                RejectionCode.RUN_NOT_PAUSED,
                                "The run is not paused"));
            case Command.Retry retry ->
                stale(state, retry.runId())
                        .or(() -> unless(
                                state.status() == RunStatus.FAILED,
                                RejectionCode.RUN_NOT_FAILED,
                                "The run has not failed"));
            case Command.Restart restart -> stale(state, restart.runId()).or(() -> ofRestart(state, restart.step()));
            case Command.Archive _ -> unless(state.isAtRest(), RejectionCode.RUN_ACTIVE, "A run is going on");
            case Command.Erase _ -> Optional.empty();
        };
    }

    private static Optional<CommandRefusal> ofStart(DocumentState state, Command.StartRun start) {
        if (start.newDocument()) {
            return unless(!state.exists(), RejectionCode.DOCUMENT_EXISTS, "A document with this id exists already");
        }
        boolean ended = state.status().isAtRest() && state.status() != RunStatus.PAUSED;
        return unless(ended, RejectionCode.RUN_ACTIVE, "A run is going on");
    }

    private static Optional<CommandRefusal> ofCancel(DocumentState state) {
        return switch (state.status()) {
            case PENDING, RUNNING, PAUSED, FAILED -> Optional.empty();
            case COMPLETED, CANCELLED -> refuse(RejectionCode.RUN_NOT_ACTIVE, "No run is going on");
        };
    }

    private static Optional<CommandRefusal> ofRestart(DocumentState state, StepId step) {
        return unless(state.status().isAtRest(), RejectionCode.RUN_ACTIVE, "A run is going on")
                .or(() -> unless(
                        state.isReached(step), RejectionCode.STEP_NOT_REACHED, "The run has not reached " + step));
    }

    private static Optional<CommandRefusal> stale(DocumentState state, @Nullable RunId runId) {
        return unless(
                runId == null || !state.exists() || runId.equals(state.runId()),
                RejectionCode.STALE_RUN,
                "The document is in another run now");
    }

    private static Optional<CommandRefusal> unless(boolean fits, RejectionCode code, String message) {
        return fits ? Optional.empty() : refuse(code, message);
    }

    private static Optional<CommandRefusal> refuse(RejectionCode code, String message) {
        return Optional.of(new CommandRefusal(code, message));
    }
}
