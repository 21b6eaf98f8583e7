package dev.stepfold.gateway.command;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.state.DocumentState;

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
                        .anyMatch(event -> event.event()
                                .answeredCommand()
                                .filter(commandId::equals)
                                .isPresent());
    }
}
