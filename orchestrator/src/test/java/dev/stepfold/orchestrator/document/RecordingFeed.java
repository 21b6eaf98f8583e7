package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** The feed in memory, with failures and late acknowledgements on demand. */
public final class RecordingFeed implements StepEventsFeed {
    private final List<EncodedEvent> forwarded = new CopyOnWriteArrayList<>();
    private final List<Tombstone> tombstones = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> held = new CopyOnWriteArrayList<>();
    private volatile boolean works = true;
    private volatile boolean holding;

    /** Whether what is forwarded from now on arrives. */
    public void works(boolean works) {
        this.works = works;
    }

    /** Until {@link #acknowledge}, what arrives is not acknowledged. */
    public void hold() {
        holding = true;
    }

    /** Acknowledges what has arrived. */
    public void acknowledge() {
        holding = false;
        List<CompletableFuture<Void>> durable = List.copyOf(held);
        held.clear();
        durable.forEach(one -> one.complete(null));
    }

    /** What has arrived. */
    List<RecordedEvent> forwarded() {
        return forwarded.stream().map(EncodedEvent::event).toList();
    }

    /** What has arrived, as records. */
    List<EncodedEvent> records() {
        return List.copyOf(forwarded);
    }

    /** The tombstones that have arrived. */
    List<Tombstone> tombstones() {
        return List.copyOf(tombstones);
    }

    void clear() {
        forwarded.clear();
    }

    @Override
    public CompletableFuture<Void> forward(EncodedEvent event, Traceparent trace) {
        return arrive(forwarded, event);
    }

    @Override
    public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
        return arrive(tombstones, tombstone);
    }

    private <T> CompletableFuture<Void> arrive(List<T> arrived, T record) {
        if (!works) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
        arrived.add(record);
        CompletableFuture<Void> durable = new CompletableFuture<>();
        if (holding) {
            held.add(durable);
        } else {
            durable.complete(null);
        }
        return durable;
    }
}
