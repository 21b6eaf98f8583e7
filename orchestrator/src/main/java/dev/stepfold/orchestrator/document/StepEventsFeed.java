package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.codec.Traceparent;
import java.util.concurrent.CompletableFuture;

/**
 * {@code stepfold.step-events}: the feed of every document's events. Events of one document arrive in the order in
 * which they are forwarded, without a gap.
 */
public interface StepEventsFeed {
    /**
     * Forwards an event that has won its offset. May block while Kafka is unavailable.
     *
     * @return completes when the event is durable in the feed; exceptionally if it is refused; then it has to be
     *     forwarded again before any later event of the document
     */
    CompletableFuture<Void> forward(EncodedEvent event, Traceparent trace);

    /**
     * Writes that a document was erased, after every event of it that was forwarded.
     *
     * @return completes when that is durable; exceptionally if it is not written
     */
    CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace);
}
