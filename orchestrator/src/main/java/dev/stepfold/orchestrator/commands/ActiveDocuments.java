package dev.stepfold.orchestrator.commands;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentActor;
import dev.stepfold.orchestrator.document.DocumentActor.Retirement;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The documents that are active in this instance, one actor each, at most {@code documentsMax}. Commands that cannot be
 * delivered yet wait here: those of a document that had to be dropped, of one that is not active while the limit is
 * reached, and of one whose mailbox is full. They keep their order and are delivered again, after a longer wait with
 * each drop. Documents that come to rest stay in memory for a while ({@link RestingDocuments}). A document can also be made
 * active without a command ({@link #lookAfter}).
 *
 * <p>Safe for use by many threads; no method blocks.
 */
final class ActiveDocuments implements DocumentActor.Registry {
    private static final Backoff REDELIVERY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final Ports ports;
    private final int documentsMax;
    private final Commits commits;
    private final Map<DocumentId, DocumentActor> actors = new HashMap<>();
    private final RestingDocuments resting;
    private final SeenAtRest seenAtRest;
    private final Map<DocumentId, Waiting> waiting = new LinkedHashMap<>();

    /** Documents that were just erased, with their partitions; their commands wait. */
    private final Map<DocumentId, Integer> erased = new HashMap<>();

    /** Tracks which commands are finished. */
    interface Commits {
        /** A command is finished. */
        void finish(Delivery delivery);

        /** Whether this orchestrator owns a partition now. A partition that it gives up is dropped after that. */
        boolean owns(int partition);

        /** The lease on a partition; it is never held if this orchestrator does not own the partition. */
        PartitionLease lease(int partition);

        /**
         * Completes once a commit that began after this call records these commands as finished. Those that were carried out again
         * before they are read again do not count: each is read, and carried out once more, whatever is committed.
         */
        CompletableFuture<Void> commit(int partition, List<Delivery> finished);
    }

    /**
     * @param limits how many documents may be in memory
     * @param seenAtRest is told of documents that come to rest
     */
    ActiveDocuments(Ports ports, DocumentLimits limits, Commits commits, SeenAtRest seenAtRest) {
        this.resting = new RestingDocuments(limits.restingMax(), limits.restingBytesMax());
        this.ports = ports;
        this.documentsMax = limits.activeMax();
        this.commits = commits;
        this.seenAtRest = seenAtRest;
    }

    /** Hands a command to its document, which becomes active if it is not. */
    synchronized void deliver(Delivery delivery) {
        DocumentId documentId = delivery.command().documentId();
        Waiting earlier = waiting.get(documentId);
        if (earlier != null) {
            earlier.deliveries.add(delivery);
        } else if (!offer(delivery)) {
            waiting.put(
                    documentId,
                    new Waiting(
                            delivery.partition(), new ArrayDeque<>(List.of(delivery)), 0, later(REDELIVERY.first())));
        }
    }

    /** Whether the document is active, or will be: nobody else has to look after it. */
    synchronized boolean isLookedAfter(DocumentId documentId) {
        return actors.containsKey(documentId) || waiting.containsKey(documentId) || erased.containsKey(documentId);
    }

    /**
     * Makes a document active that may not be at rest. It is read afresh, also if it rests in memory.
     *
     * @param alone whether no command came for it since it was last found in the same place
     */
    synchronized LookingAfter lookAfter(DocumentId documentId, int partition, boolean alone) {
        if (isLookedAfter(documentId) || !commits.owns(partition)) {
            return LookingAfter.NOT_NEEDED;
        }
        return startWithoutCommand(documentId, partition, 0, alone) ? LookingAfter.BEGUN : LookingAfter.NO_ROOM;
    }

    /** What comes of {@link #lookAfter}. */
    enum LookingAfter {
        /** It is active now. */
        BEGUN,
        /** It is active already, or it is another orchestrator's. */
        NOT_NEEDED,
        /** The limit of active documents is reached. */
        NO_ROOM
    }

    /**
     * Has commands carried out that were carried out before, unless the document has been begun anew.
     *
     * @param commands of one document, in their order
     * @return false if the limit of active documents is reached
     */
    synchronized boolean carryOutAgain(List<Delivery> commands) {
        DocumentId documentId = commands.getFirst().command().documentId();
        if (isLookedAfter(documentId)
                || seenAtRest.knows(documentId)
                || !commits.owns(commands.getFirst().partition())) {
            return true;
        }
        boolean room = actors.size() < documentsMax;
        if (room) {
            commands.forEach(this::deliver);
        }
        return room;
    }

    private boolean startWithoutCommand(DocumentId documentId, int partition, int failures, boolean alone) {
        if (actors.size() >= documentsMax) {
            return false;
        }
        resting.end(documentId);
        start(new DocumentActor(documentId, ports, this, commits.lease(partition), partition, failures, alone));
        return true;
    }

    private void start(DocumentActor actor) {
        actors.put(actor.documentId(), actor);
        actor.start();
    }

    /** Delivers again the commands that have waited long enough. */
    synchronized void redeliver() {
        Instant now = ports.clock().instant();
        waiting.entrySet().removeIf(entry -> {
            Waiting document = entry.getValue();
            if (document.notBefore.isAfter(now) || erased.containsKey(entry.getKey())) {
                return false;
            }
            if (document.deliveries.isEmpty()) {
                return startWithoutCommand(entry.getKey(), document.partition, document.failures, false);
            }
            while (!document.deliveries.isEmpty() && offer(document.deliveries.getFirst())) {
                document.deliveries.removeFirst();
            }
            return document.deliveries.isEmpty();
        });
    }

    /** Stops the documents of a partition and forgets their waiting commands: another orchestrator owns them. */
    synchronized void drop(int partition) {
        waiting.values().removeIf(document -> document.partition == partition);
        erased.values().removeIf(of -> of == partition);
        resting.drop(partition);
        actors.values().removeIf(actor -> {
            boolean theirs = actor.partition() == partition;
            if (theirs) {
                actor.stop();
            }
            return theirs;
        });
    }

    /** How many documents are active. */
    synchronized int activeCount() {
        return actors.size();
    }

    /** How many commands wait to be delivered again. */
    synchronized int waitingCount() {
        return waiting.values().stream()
                .mapToInt(document -> document.deliveries.size())
                .sum();
    }

    @Override
    public long endAtRest(DocumentId documentId) {
        return seenAtRest.end(documentId);
    }

    @Override
    public Retirement retire(DocumentActor actor) {
        boolean rests;
        synchronized (this) {
            if (actors.get(actor.documentId()) == actor) {
                if (!actor.isMailboxEmpty()) {
                    return Retirement.REFUSED;
                }
                actors.remove(actor.documentId());
                rests = resting.keep(actor);
            } else {
                // It rests already, and took a late input of something that was stopped.
                rests = resting.holds(actor);
            }
        }
        if (actor.endOffset() > 0) {
            seenAtRest.add(actor.documentId(), actor.endOffset(), actor.isStuck());
        }
        actor.taken().forEach(commits::finish);
        return rests ? Retirement.RESTS : Retirement.REMOVED;
    }

    @Override
    public CompletableFuture<Void> settle(DocumentActor actor, List<Delivery> finished) {
        finished.forEach(commits::finish);
        return commits.commit(actor.partition(), finished);
    }

    @Override
    public void erased(DocumentActor actor, Delivery erasure) {
        DocumentId documentId = actor.documentId();
        synchronized (this) {
            if (!actors.remove(documentId, actor)) {
                return;
            }
            erased.put(documentId, actor.partition());
            ArrayDeque<Delivery> next = new ArrayDeque<>(actor.waiting());
            Waiting overflow = waiting.remove(documentId);
            if (overflow != null) {
                next.addAll(overflow.deliveries);
            }
            if (!next.isEmpty()) {
                waiting.put(documentId, new Waiting(actor.partition(), next, 0, later(REDELIVERY.first())));
            }
        }
        commits.finish(erasure);
        var _ = commits.commit(actor.partition(), List.of(erasure)).thenRun(() -> forgetErased(documentId));
    }

    private synchronized void forgetErased(DocumentId documentId) {
        erased.remove(documentId);
    }

    @Override
    public synchronized void dropped(DocumentActor actor, List<Delivery> unfinished) {
        if (!actors.remove(actor.documentId(), actor)) {
            return;
        }
        ArrayDeque<Delivery> deliveries = new ArrayDeque<>();
        int failures = actor.failedBefore();
        for (Delivery delivery : unfinished) {
            failures = Math.max(failures, delivery.failures());
            deliveries.add(delivery.failedOnceMore());
        }
        Waiting overflow = waiting.remove(actor.documentId());
        if (overflow != null) {
            deliveries.addAll(overflow.deliveries);
        }
        waiting.put(
                actor.documentId(),
                new Waiting(actor.partition(), deliveries, failures + 1, later(REDELIVERY.after(failures + 1))));
    }

    private boolean offer(Delivery delivery) {
        DocumentId documentId = delivery.command().documentId();
        if (erased.containsKey(documentId)) {
            return false;
        }
        DocumentActor active = actors.get(documentId);
        if (active != null) {
            return active.offer(delivery);
        }
        if (actors.size() >= documentsMax) {
            return false;
        }
        // One that failed while it rested takes nothing.
        Optional<DocumentActor> rested = resting.wake(documentId).filter(woken -> woken.offer(delivery));
        if (rested.isPresent()) {
            actors.put(documentId, rested.get());
            return true;
        }
        start(new DocumentActor(documentId, ports, this, commits.lease(delivery.partition()), delivery));
        return true;
    }

    private Instant later(Duration wait) {
        return ports.clock().instant().plus(wait);
    }

    /**
     * A document that is to become active, and its commands that are to be delivered again.
     *
     * @param deliveries in their order; none for a document that was active without a command
     * @param failures how often it had to be dropped
     */
    private record Waiting(int partition, ArrayDeque<Delivery> deliveries, int failures, Instant notBefore) {}
}
