package dev.stepfold.orchestrator.commands;

import dev.stepfold.orchestrator.document.DocumentActor;
import dev.stepfold.schemas.DocumentId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Documents at rest that stay in memory, so that their next command reads nothing. At most {@code documentsMax}, which
 * together take about {@code bytesMax}; the ones that rest longest are ended first. Guarded by its owner's lock.
 */
final class RestingDocuments {
    private final int documentsMax;
    private final long bytesMax;

    /** In the order in which they came to rest. */
    private final Map<DocumentId, Resting> documents = new LinkedHashMap<>();

    private long bytes;

    RestingDocuments(int documentsMax, long bytesMax) {
        this.documentsMax = documentsMax;
        this.bytesMax = bytesMax;
    }

    /** Keeps a document that has just come to rest; false if it cannot be kept. */
    boolean keep(DocumentActor actor) {
        long size = actor.bytes();
        if (!actor.canRest() || size > bytesMax || documentsMax == 0) {
            return false;
        }
        documents.put(actor.documentId(), new Resting(actor, size));
        bytes += size;
        Iterator<Resting> longest = documents.values().iterator();
        while (documents.size() > documentsMax || bytes > bytesMax) {
            Resting ended = longest.next();
            longest.remove();
            bytes -= ended.bytes;
            ended.actor.endForGood();
        }
        return true;
    }

    /** Takes a document out, to become active again. Without a confirmed lease, it is ended: its log may have moved on. */
    Optional<DocumentActor> wake(DocumentId documentId) {
        Resting resting = documents.remove(documentId);
        if (resting == null) {
            return Optional.empty();
        }
        bytes -= resting.bytes;
        if (!resting.actor.isLeaseHeld()) {
            resting.actor.endForGood();
            return Optional.empty();
        }
        return Optional.of(resting.actor);
    }

    /** Ends a document, if it rests here: its log may have changed. */
    void end(DocumentId documentId) {
        Resting ended = documents.remove(documentId);
        if (ended != null) {
            bytes -= ended.bytes;
            ended.actor.endForGood();
        }
    }

    /** Whether exactly this actor rests here. */
    boolean holds(DocumentActor actor) {
        Resting resting = documents.get(actor.documentId());
        return resting != null && resting.actor == actor;
    }

    /** Ends the documents of a partition. */
    void drop(int partition) {
        documents.values().removeIf(resting -> {
            boolean theirs = resting.actor.partition() == partition;
            if (theirs) {
                bytes -= resting.bytes;
                resting.actor.endForGood();
            }
            return theirs;
        });
    }

    private record Resting(DocumentActor actor, long bytes) {}
}
