package dev.stepfold.orchestrator.document;

import dev.stepfold.schemas.DocumentId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What an actor told of itself, in order. */
final class RecordingRegistry implements DocumentActor.Registry {
    final List<Told> told = new ArrayList<>();

    /** Completes when the commands before an erasure are settled. */
    final CompletableFuture<Void> settled = new CompletableFuture<>();

    /** Where every document ended when it was last at rest. */
    long endAtRest;

    DocumentActor.Retirement retirement = DocumentActor.Retirement.REMOVED;

    /** What an actor tells. */
    sealed interface Told {
        record AtRest(List<Delivery> taken) implements Told {}

        record Settling(List<Delivery> finished) implements Told {}

        record Erased(Delivery erasure) implements Told {}

        record Dropped(List<Delivery> unfinished) implements Told {}
    }

    @Override
    public long endAtRest(DocumentId documentId) {
        return endAtRest;
    }

    @Override
    public DocumentActor.Retirement retire(DocumentActor actor) {
        told.add(new Told.AtRest(actor.taken()));
        return retirement;
    }

    @Override
    public CompletableFuture<Void> settle(DocumentActor actor, List<Delivery> finished) {
        told.add(new Told.Settling(finished));
        return settled;
    }

    @Override
    public void erased(DocumentActor actor, Delivery erasure) {
        told.add(new Told.Erased(erasure));
    }

    @Override
    public void dropped(DocumentActor actor, List<Delivery> unfinished) {
        told.add(new Told.Dropped(unfinished));
    }
}
