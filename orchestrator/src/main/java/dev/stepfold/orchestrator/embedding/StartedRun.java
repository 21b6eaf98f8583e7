package dev.stepfold.orchestrator.embedding;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.state.DocumentState;
import java.util.concurrent.CompletableFuture;

/**
 * A run whose start is durable: it goes on whatever becomes of this process.
 *
 * @param documentId the document that it makes
 * @param runId the run
 * @param atRest completes when the run is completed, failed, cancelled or paused, after the listener heard of the last
 *     transition before that; exceptionally where the {@link AgentBuilder} is closed first, which the run survives.
 *     Completing or cancelling it oneself ends the following, and not the run
 */
public record StartedRun(DocumentId documentId, RunId runId, CompletableFuture<DocumentState> atRest) {}
