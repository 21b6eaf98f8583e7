package dev.stepfold.orchestrator.embedding;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.state.DocumentState;
import java.util.concurrent.CompletableFuture;

/**
 * A run whose start is durable: it continues even if this process ends.
 *
 * @param documentId the document that it creates
 * @param runId the run
 * @param atRest completes when the run is completed, failed, cancelled or paused, after the listener received the last
 *     transition before that; exceptionally if the {@link AgentBuilder} is closed first, and then the run continues. If
 *     the caller completes or cancels this future, the run is no longer followed, but continues
 */
public record StartedRun(DocumentId documentId, RunId runId, CompletableFuture<DocumentState> atRest) {}
