package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Forwards one document's events to the feed, in their order and without a gap, and knows up to which of them the feed
 * has them durably. Used by one thread.
 */
final class Forwarding {
    private final DocumentId documentId;
    private final StepEventsFeed feed;
    private final Queue<OnTheWay> onTheWay = new ArrayDeque<>();
    private CompletableFuture<Void> completed = CompletableFuture.completedFuture(null);
    private long durableUpTo = DocumentLogSlice.NONE_FORWARDED;

    Forwarding(DocumentId documentId, StepEventsFeed feed) {
        this.documentId = documentId;
        this.feed = feed;
    }

    /** Begins with a log that was just read, whose events are durable in the feed up to this sequence. */
    void startAfter(long sequence) {
        onTheWay.clear();
        durableUpTo = sequence;
    }

    /**
     * Forwards the next event, unless the feed has it.
     *
     * @throws IllegalStateException when an earlier event could not be forwarded: a later one must not overtake it
     */
    void forward(EncodedEvent event, Traceparent trace) {
        long sequence = event.event().sequence();
        if (sequence <= durableUpTo) {
            return;
        }
        if (completed.isCompletedExceptionally()) {
            throw new IllegalStateException("an earlier event was not forwarded: documentId=" + documentId);
        }
        CompletableFuture<Void> one = feed.forward(event, trace);
        onTheWay.add(new OnTheWay(sequence, one));
        completed = completed.isDone() ? one : CompletableFuture.allOf(completed, one);
    }

    /** Completes when everything that was forwarded so far is durable; exceptionally when something never will be. */
    CompletableFuture<Void> completed() {
        return completed;
    }

    /** The sequence up to which the feed has all events durably; {@link DocumentLogSlice#NONE_FORWARDED} if none. */
    long durableUpTo() {
        for (OnTheWay next = onTheWay.peek(); next != null && next.isDurable(); next = onTheWay.peek()) {
            durableUpTo = next.sequence;
            onTheWay.remove();
        }
        return durableUpTo;
    }

    private record OnTheWay(long sequence, CompletableFuture<Void> acknowledged) {
        boolean isDurable() {
            return acknowledged.isDone() && !acknowledged.isCompletedExceptionally();
        }
    }
}
