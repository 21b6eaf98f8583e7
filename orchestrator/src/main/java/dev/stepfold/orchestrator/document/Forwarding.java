package dev.stepfold.orchestrator.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.concurrent.CompletableFuture;

/** Forwards one document's events to the feed, in their order and without a gap. Used by one thread. */
final class Forwarding {
    private final DocumentId documentId;
    private final StepEventsFeed feed;
    private CompletableFuture<Void> completed = CompletableFuture.completedFuture(null);

    Forwarding(DocumentId documentId, StepEventsFeed feed) {
        this.documentId = documentId;
        this.feed = feed;
    }

    /**
     * Forwards the next event.
     *
     * @throws IllegalStateException when an earlier event could not be forwarded: a later one must not overtake it
     */
    void forward(RecordedEvent event, Traceparent trace) {
        if (completed.isCompletedExceptionally()) {
            throw new IllegalStateException("an earlier event was not forwarded: documentId=" + documentId);
        }
        CompletableFuture<Void> one = feed.forward(event, trace);
        completed = completed.isDone() ? one : CompletableFuture.allOf(completed, one);
    }

    /** Completes when everything that was forwarded so far is durable; exceptionally when something never will be. */
    CompletableFuture<Void> completed() {
        return completed;
    }
}
