package dev.stepfold.schemas.codec;

import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.StepResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of the events on the wire: {@code type}, and {@code status} if the type has several. */
public enum EventType {
    RUN_STARTED(Names.AGENT_RUN, "started", AgentRun.Started.class),
    RUN_COMPLETED(Names.AGENT_RUN, "completed", AgentRun.Completed.class),
    RUN_FAILED(Names.AGENT_RUN, "failed", AgentRun.Failed.class),
    RUN_CANCELLED(Names.AGENT_RUN, "cancelled", AgentRun.Cancelled.class),
    RUN_PAUSED(Names.AGENT_RUN, "paused", AgentRun.Paused.class),
    RUN_RESUMED(Names.AGENT_RUN, "resumed", AgentRun.Resumed.class),
    RUN_RESTARTED(Names.AGENT_RUN, "restarted", AgentRun.Restarted.class),
    STEP_PROCESSING(Names.AGENT_STEP, "processing", AgentStep.Processing.class),
    STEP_RETRYING(Names.AGENT_STEP, "retrying", AgentStep.Retrying.class),
    STEP_COMPLETE(Names.AGENT_STEP, "complete", AgentStep.Complete.class),
    STEP_FAILED(Names.AGENT_STEP, "failed", AgentStep.Failed.class),
    STEP_SKIPPED(Names.AGENT_STEP, "skipped", AgentStep.Skipped.class),
    STEP_RESULT(Names.STEP_RESULT, null, StepResult.class),
    DATA_PARTIAL(Names.AGENT_DATA, "partial", AgentData.Partial.class),
    DATA_FINAL(Names.AGENT_DATA, "final", AgentData.Final.class),
    COMMAND_REJECTED(Names.COMMAND_REJECTED, null, CommandRejected.class),
    DOCUMENT_ARCHIVED(Names.DOCUMENT_ARCHIVE, "archived", DocumentArchive.Archived.class),
    DOCUMENT_RESTORED(Names.DOCUMENT_ARCHIVE, "restored", DocumentArchive.Restored.class);

    private final String type;
    private final @Nullable String status;
    private final Class<? extends DocumentEvent> recordClass;

    EventType(String type, @Nullable String status, Class<? extends DocumentEvent> recordClass) {
        this.type = type;
        this.status = status;
        this.recordClass = recordClass;
    }

    /** The type: CloudEvents {@code ce_type}, and the name of the SSE event. */
    public String type() {
        return type;
    }

    /** The status, or null if the type has none. */
    public @Nullable String status() {
        return status;
    }

    Class<? extends DocumentEvent> recordClass() {
        return recordClass;
    }

    /** The wire name of an event. */
    public static EventType of(DocumentEvent event) {
        return switch (event) {
            case AgentRun.Started _ -> RUN_STARTED;
            case AgentRun.Completed _ -> RUN_COMPLETED;
            case AgentRun.Failed _ -> RUN_FAILED;
            case AgentRun.Cancelled _ -> RUN_CANCELLED;
            case AgentRun.Paused _ -> RUN_PAUSED;
            case AgentRun.Resumed _ -> RUN_RESUMED;
            case AgentRun.Restarted _ -> RUN_RESTARTED;
            case AgentStep.Processing _ -> STEP_PROCESSING;
            case AgentStep.Retrying _ -> STEP_RETRYING;
            case AgentStep.Complete _ -> STEP_COMPLETE;
            case AgentStep.Failed _ -> STEP_FAILED;
            case AgentStep.Skipped _ -> STEP_SKIPPED;
            case StepResult _ -> STEP_RESULT;
            case AgentData.Partial _ -> DATA_PARTIAL;
            case AgentData.Final _ -> DATA_FINAL;
            case CommandRejected _ -> COMMAND_REJECTED;
            case DocumentArchive.Archived _ -> DOCUMENT_ARCHIVED;
            case DocumentArchive.Restored _ -> DOCUMENT_RESTORED;
        };
    }

    static Optional<EventType> of(String type, @Nullable String status) {
        for (EventType candidate : values()) {
            if (candidate.type.equals(type) && (candidate.status == null || candidate.status.equals(status))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The six types. */
    private static final class Names {
        static final String AGENT_RUN = "agent-run";
        static final String AGENT_STEP = "agent-step";
        static final String STEP_RESULT = "step-result";
        static final String AGENT_DATA = "agent-data";
        static final String COMMAND_REJECTED = "command-rejected";
        static final String DOCUMENT_ARCHIVE = "document-archive";
    }
}
