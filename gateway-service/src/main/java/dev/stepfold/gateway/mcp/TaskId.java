package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.Optional;

/** A run as a task of MCP (experimental in 2025-11-25): its name says which run of which document it is. */
record TaskId(DocumentId documentId, RunId runId) {
    /** The key of {@code _meta} that says which task a result belongs to. */
    static final String RELATED = "io.modelcontextprotocol/related-task";

    private static final int POLL_INTERVAL_MS = 1_000;

    /** Reads a task's id; empty if no task can have it. */
    static Optional<TaskId> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0 || !Identifiers.isValid(text.substring(0, dot)) || !Identifiers.isValid(text.substring(dot + 1))) {
            return Optional.empty();
        }
        return Optional.of(new TaskId(new DocumentId(text.substring(0, dot)), new RunId(text.substring(dot + 1))));
    }

    /** The task now. It is known as long as its run is the document's current one. */
    ObjectNode report(DocumentState state, Instant now) {
        Instant begun = state.runStartedAt() == null ? now : state.runStartedAt();
        Instant updated = state.lastStreamUpdate() == null ? begun : state.lastStreamUpdate();
        ObjectNode task = ContractMapper.mapper().createObjectNode().put("taskId", toString());
        String status = switch (state.status()) {
            case PENDING, RUNNING, PAUSED -> "working";
            case COMPLETED -> "completed";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
        task.put("status", status);
        message(state).ifPresent(message -> task.put("statusMessage", message));
        return task.put("createdAt", begun.toString())
                .put("lastUpdatedAt", updated.toString())
                .putNull("ttl")
                .put("pollInterval", POLL_INTERVAL_MS);
    }

    private static Optional<String> message(DocumentState state) {
        return switch (state.status()) {
            case PAUSED -> Optional.of("The run is paused; run_command resumes it.");
            case FAILED -> Optional.ofNullable(state.error()).map(error -> error.message());
            case RUNNING ->
                Optional.ofNullable(state.currentStep())
                        .flatMap(
                                step -> Optional.ofNullable(state.stepMessages().get(step)));
            case PENDING, COMPLETED, CANCELLED -> Optional.empty();
        };
    }

    /** The metadata of a result of this task. */
    ObjectNode related() {
        ObjectNode meta = ContractMapper.mapper().createObjectNode();
        meta.putObject(RELATED).put("taskId", toString());
        return meta;
    }

    @Override
    public String toString() {
        return documentId + "." + runId;
    }
}
