package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** The feed in memory, with failures on demand. */
final class RecordingFeed implements StepEventsFeed {
    private final List<RecordedEvent> forwarded = new ArrayList<>();
    private boolean works = true;

    /** Whether what is forwarded from now on arrives. */
    void works(boolean works) {
        this.works = works;
    }

    /** What has arrived. */
    List<RecordedEvent> forwarded() {
        return List.copyOf(forwarded);
    }

    void clear() {
        forwarded.clear();
    }

    @Override
    public CompletableFuture<Void> forward(RecordedEvent event, Traceparent trace) {
        if (!works) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
        forwarded.add(event);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
        return CompletableFuture.allOf();
    }
}
