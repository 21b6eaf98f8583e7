package dev.stepfold.schemas.event;

import dev.stepfold.schemas.CommandId;
import java.util.Optional;

/**
 * An immutable fact about a document, in the past tense. {@link RecordedEvent} has its place and time.
 *
 * <p>Every kind has a type and most have a status; the pair is the event's name on the wire ({@code EventType}).
 */
public sealed interface DocumentEvent
        permits AgentRun, AgentStep, StepResult, AgentData, CommandRejected, DocumentArchive {
    /** The command that this event answers, if any. */
    default Optional<CommandId> answeredCommand() {
        return switch (this) {
            case AgentRun.Started started -> Optional.of(started.commandId());
            case AgentRun.Cancelled cancelled -> Optional.of(cancelled.commandId());
            case AgentRun.Paused paused -> Optional.of(paused.commandId());
            case AgentRun.Resumed resumed -> Optional.of(resumed.commandId());
            case AgentRun.Restarted restarted -> Optional.of(restarted.commandId());
            case CommandRejected rejected -> Optional.of(rejected.commandId());
            case DocumentArchive.Archived archived -> Optional.of(archived.commandId());
            case AgentRun.Completed _,
                    AgentRun.Failed _,
                    AgentStep _,
                    StepResult _,
                    AgentData _,
                    DocumentArchive.Restored _ -> Optional.empty();
        };
    }
}
