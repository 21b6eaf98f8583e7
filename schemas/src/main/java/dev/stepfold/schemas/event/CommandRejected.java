package dev.stepfold.schemas.event;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.CommandId;

/**
 * A command was refused and changed nothing.
 *
 * @param commandId the command
 * @param code why, for programs
 * @param message why, for a person
 */
public record CommandRejected(CommandId commandId, RejectionCode code, String message) implements DocumentEvent {
    public CommandRejected {
        Checks.notBlank("message", message);
    }
}
