package dev.stepfold.schemas.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.JsonValues;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person or an application asks of the orchestrator. A command that names a run concerns that run only; if the
 * run is null, the command concerns the document's current run.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(Command.StartRun.class),
    @JsonSubTypes.Type(Command.Cancel.class),
    @JsonSubTypes.Type(Command.Pause.class),
    @JsonSubTypes.Type(Command.Resume.class),
    @JsonSubTypes.Type(Command.Retry.class),
    @JsonSubTypes.Type(Command.Restart.class),
    @JsonSubTypes.Type(Command.Archive.class),
    @JsonSubTypes.Type(Command.Erase.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Command {
    /** The longest request, in characters; also bounded by the gateway's limit on a body. */
    int REQUEST_LENGTH_MAX = 200_000;

    /** The document that the command concerns. */
    DocumentId documentId();

    /** Makes the command idempotent. */
    CommandId commandId();

    /** Who sent the command. */
    Owner owner();

    /** When the command was accepted. */
    Instant issuedAt();

    /**
     * Starts a run: the first of a new document, or a change request on the agent of an existing one.
     *
     * @param runId the new run's id
     * @param request the request in plain words
     * @param newDocument whether the document must not exist yet; otherwise it must
     * @param existingAgent an agent to change that no document holds yet
     * @param options what the caller chose
     */
    @JsonTypeName("start-run")
    record StartRun(
            DocumentId documentId,
            CommandId commandId,
            Owner owner,
            Instant issuedAt,
            RunId runId,
            String request,
            boolean newDocument,
            @Nullable Agent existingAgent,
            RunOptions options)
            implements Command {
        public StartRun {
            Checks.notBlank("request", request);
            Checks.lengthAtMost(REQUEST_LENGTH_MAX, "request", request);
        }
    }

    /** Ends the run now; a step in flight is interrupted. */
    @JsonTypeName("cancel")
    record Cancel(
            DocumentId documentId,
            CommandId commandId,
            Owner owner,
            Instant issuedAt,
            @Nullable RunId runId) implements Command {}

    /** Pauses the run after the step in flight; its deadline is held at once. */
    @JsonTypeName("pause")
    record Pause(
            DocumentId documentId,
            CommandId commandId,
            Owner owner,
            Instant issuedAt,
            @Nullable RunId runId) implements Command {}

    /** Continues a paused run. */
    @JsonTypeName("resume")
    record Resume(
            DocumentId documentId,
            CommandId commandId,
            Owner owner,
            Instant issuedAt,
            @Nullable RunId runId) implements Command {}

    /** Continues a failed run from the step that failed, with all of its attempts and its whole deadline again. */
    @JsonTypeName("retry")
    record Retry(
            DocumentId documentId,
            CommandId commandId,
            Owner owner,
            Instant issuedAt,
            @Nullable RunId runId) implements Command {}

    /**
     * Starts a new run that keeps the results of the steps before {@code step} and repeats the other steps.
     *
     * @param runId the run to restart
     * @param newRunId the new run's id
     * @param step the first step to repeat
     * @param input edited input for that step; null to keep its input
     */
    @JsonTypeName("restart")
    record Restart(
            DocumentId documentId,
            CommandId commandId,
            Owner owner,
            Instant issuedAt,
            @Nullable RunId runId,
            RunId newRunId,
            StepId step,
            @Nullable ObjectNode input)
            implements Command {
        public Restart {
            if (input != null) {
                JsonValues.check("input", input);
            }
        }
    }

    /** Moves a document at rest to the archive. */
    @JsonTypeName("archive")
    record Archive(DocumentId documentId, CommandId commandId, Owner owner, Instant issuedAt) implements Command {}

    /** Removes a document: its topic, its archive and its state. */
    @JsonTypeName("erase")
    record Erase(DocumentId documentId, CommandId commandId, Owner owner, Instant issuedAt) implements Command {}
}
