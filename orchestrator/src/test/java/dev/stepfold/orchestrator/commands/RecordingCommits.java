package dev.stepfold.orchestrator.commands;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.PartitionLease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Every partition is owned; commits succeed when the test says so. */
final class RecordingCommits implements ActiveDocuments.Commits {
    private final List<Delivery> finished = new ArrayList<>();
    private boolean holdsLeases = true;
    private final List<CompletableFuture<Void>> awaited = new ArrayList<>();

    /** The commands that are finished, in that order. */
    List<Delivery> finished() {
        return finished;
    }

    /** Whether it is certain that the partitions are owned. */
    void holdsLeases(boolean holds) {
        holdsLeases = holds;
    }

    /** The commits that are waited for succeed. */
    void succeed() {
        List<CompletableFuture<Void>> now = List.copyOf(awaited);
        awaited.clear();
        now.forEach(one -> one.complete(null));
    }

    @Override
    public void finish(Delivery delivery) {
        finished.add(delivery);
    }

    @Override
    public boolean owns(int partition) {
        return true;
    }

    @Override
    public PartitionLease lease(int partition) {
        return () -> holdsLeases;
    }

    @Override
    public CompletableFuture<Void> commit(int partition, List<Delivery> told) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        awaited.add(done);
        return done;
    }
}
