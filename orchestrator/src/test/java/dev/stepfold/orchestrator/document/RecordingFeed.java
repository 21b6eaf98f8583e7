package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** The feed in memory; whether and when it acknowledges is for the test to say. */
public final class RecordingFeed implements StepEventsFeed {
    private final List<RecordedEvent> events = new CopyOnWriteArrayList<>();
    private final List<Tombstone> tombstones = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> held = new CopyOnWriteArrayList<>();
    private volatile boolean holding;
    private volatile boolean broken;

    /** The events that were forwarded, in their order. */
    public List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    /** The documents that were said to be erased. */
    public List<Tombstone> tombstones() {
        return List.copyOf(tombstones);
    }

    /** Until {@link #acknowledge}, what is forwarded is not durable. */
    public void hold() {
        holding = true;
    }

    /** What is held is durable. */
    public void acknowledge() {
        holding = false;
        List<CompletableFuture<Void>> durable = List.copyOf(held);
        held.clear();
        durable.forEach(one -> one.complete(null));
    }

    /** From now on nothing is taken. */
    public void breakDown() {
        broken = true;
    }

    @Override
    public CompletableFuture<Void> forward(RecordedEvent event, Traceparent trace) {
        return broken ? refused() : taken(() -> events.add(event));
    }

    @Override
    public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
        return broken ? refused() : taken(() -> tombstones.add(tombstone));
    }

    private static CompletableFuture<Void> refused() {
        return CompletableFuture.failedFuture(new TimeoutException());
    }

    private CompletableFuture<Void> taken(Runnable record) {
        record.run();
        CompletableFuture<Void> durable = new CompletableFuture<>();
        if (holding) {
            held.add(durable);
        } else {
            durable.complete(null);
        }
        return durable;
    }
}
