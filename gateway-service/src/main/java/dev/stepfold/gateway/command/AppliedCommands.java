package dev.stepfold.gateway.command;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Optional;

/** Recognises a command that was asked for again under the same {@code Idempotency-Key}. */
final class AppliedCommands {
    private AppliedCommands() {}

    /**
     * Whether the command has been decided, as far as the state tells: its run is the current one, or one of the latest
     * events answers it.
     *
     * @param newRunId the run that the command would start
     */
    static boolean isApplied(DocumentState state, CommandId commandId, RunId newRunId) {
        return newRunId.equals(state.runId())
                || state.streamHistory().stream()
                        .anyMatch(event -> commandOf(event.event())
                                .filter(commandId::equals)
                                .isPresent());
    }

    private static Optional<CommandId> commandOf(DocumentEvent event) {
        return switch (event) {
            case AgentRun.Started started -> Optional.of(started.commandId());
            case AgentRun.Cancelled cancelled -> Optional.of(cancelled.commandId());
            case AgentRun.Paused paused -> Optional.of(paused.commandId());
            case AgentRun.Resumed resumed -> Optional.of(resumed.commandId());
            case AgentRun.Restarted restarted -> Optional.of(restarted.commandId());
            case CommandRejected rejected -> Optional.of(rejected.commandId());
            case AgentRun.Completed _, AgentRun.Failed _, AgentStep _, StepResult _, AgentData _ -> Optional.empty();
        };
    }
}
