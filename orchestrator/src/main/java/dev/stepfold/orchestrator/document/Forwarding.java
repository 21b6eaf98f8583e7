package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Forwards one document's events to the feed, in their order and without a gap, and knows up to which of them the feed
 * has them durably. An event that the feed refuses, for example because a right is missing, keeps those after it back
 * until it is sent again. Used by one thread.
 */
final class Forwarding {
    private final DocumentId documentId;
    private final StepEventsFeed feed;
    private final Queue<OnTheWay> onTheWay = new ArrayDeque<>();
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

    /** Forwards the next event, unless the feed has it. After one that was refused, {@link #sendAgain} does. */
    void forward(EncodedEvent event, Traceparent trace) {
        if (event.event().sequence() > durableUpTo) {
            CompletableFuture<Void> acknowledged =
                    refused().map(OnTheWay::acknowledged).orElseGet(() -> feed.forward(event, trace));
            onTheWay.add(new OnTheWay(event, trace, acknowledged));
        }
    }

    /** Sends again what was refused and what comes after it. Receivers drop what they have. */
    void sendAgain() {
        if (refused().isPresent()) {
            long durable = durableUpTo();
            List<OnTheWay> kept = List.copyOf(onTheWay);
            startAfter(durable);
            kept.forEach(one -> forward(one.event, one.trace));
        }
    }

    /**
     * Nothing further may be decided while the feed refuses an event.
     *
     * @throws LogUnavailableException where it has refused one that was not sent again
     */
    void requireNoRefusal() throws LogUnavailableException {
        OnTheWay refused = refused().orElse(null);
        if (refused != null) {
            throw new LogUnavailableException(
                    "not forwarded: documentId=" + documentId + " sequence=" + refused.sequence(),
                    refused.acknowledged.exceptionNow());
        }
    }

    private Optional<OnTheWay> refused() {
        return onTheWay.stream().filter(OnTheWay::isRefused).findFirst();
    }

    /** Completes when everything that was forwarded so far is durable; exceptionally when something was refused. */
    CompletableFuture<Void> completed() {
        return CompletableFuture.allOf(
                onTheWay.stream().map(OnTheWay::acknowledged).toArray(CompletableFuture[]::new));
    }

    /** The sequence up to which the feed has all events durably; {@link DocumentLogSlice#NONE_FORWARDED} if none. */
    long durableUpTo() {
        for (OnTheWay next = onTheWay.peek(); next != null && next.isDurable(); next = onTheWay.peek()) {
            durableUpTo = next.sequence();
            onTheWay.remove();
        }
        return durableUpTo;
    }

    private record OnTheWay(EncodedEvent event, Traceparent trace, CompletableFuture<Void> acknowledged) {
        long sequence() {
            return event.event().sequence();
        }

        boolean isDurable() {
            return acknowledged.isDone() && !acknowledged.isCompletedExceptionally();
        }

        boolean isRefused() {
            return acknowledged.isCompletedExceptionally();
        }
    }
}
