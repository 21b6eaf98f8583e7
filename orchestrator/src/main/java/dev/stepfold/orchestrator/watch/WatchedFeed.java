package dev.stepfold.orchestrator.watch;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.orchestrator.document.StepEventsFeed;
import dev.stepfold.schemas.codec.Traceparent;
import java.util.concurrent.CompletableFuture;

/** The feed, whose acknowledgements are told of. */
public final class WatchedFeed implements StepEventsFeed {
    private final StepEventsFeed feed;
    private final Watch watch;

    public WatchedFeed(StepEventsFeed feed, Watch watch) {
        this.feed = feed;
        this.watch = watch;
    }

    @Override
    public CompletableFuture<Void> forward(EncodedEvent event, Traceparent trace) {
        long begunNanos = System.nanoTime();
        watch.forwarding();
        return feed.forward(event, trace).whenComplete((_, refusal) -> {
            if (refusal == null) {
                watch.forwarded(System.nanoTime() - begunNanos);
            } else {
                watch.refused();
            }
        });
    }

    @Override
    public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
        return feed.erase(tombstone, trace);
    }
}
