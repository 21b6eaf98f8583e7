package dev.stepfold.orchestrator.commands;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentActor;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The documents that this instance is at work on, one actor each. Commands of a document that had to be dropped wait here
 * and are delivered again, later each time.
 */
final class ActiveDocuments implements DocumentActor.Owner {
    private static final Duration REDELIVERY_WAIT_MIN = Duration.ofMillis(100);
    private static final Duration REDELIVERY_WAIT_MAX = Duration.ofSeconds(30);

    private final Ports ports;
    private final Consumer<Delivery> finished;
    private final ConcurrentHashMap<DocumentId, DocumentActor> actors = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param finished called for every command that is finished
     */
    ActiveDocuments(Ports ports, Consumer<Delivery> finished) {
        this.ports = ports;
        this.finished = finished;
    }

    /** Hands a command to its document, which becomes active if it is not. */
    void deliver(Delivery delivery) {
        actors.compute(delivery.command().documentId(), (documentId, active) -> {
            if (active == null) {
                DocumentActor actor = new DocumentActor(documentId, ports, this, delivery);
                actor.start();
                return actor;
            }
            if (!active.offer(delivery)) {
                waiting.add(new Waiting(delivery, ports.clock().instant().plus(REDELIVERY_WAIT_MIN)));
            }
            return active;
        });
    }

    /** Delivers again what has waited long enough. */
    void redeliver() {
        Instant now = ports.clock().instant();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting one = each.next();
            if (!one.notBefore.isAfter(now)) {
                each.remove();
                deliver(one.delivery);
            }
        }
    }

    /** Stops the documents of a partition and forgets what waits for them: they are somebody else's. */
    void drop(int partition) {
        waiting.removeIf(one -> one.delivery.partition() == partition);
        for (DocumentActor actor : List.copyOf(actors.values())) {
            if (actor.partition() == partition) {
                actor.stop();
                actors.remove(actor.documentId(), actor);
            }
        }
    }

    /** How many documents are active or wait to be. */
    int count() {
        return actors.size() + waiting.size();
    }

    @Override
    public boolean retire(DocumentActor actor) {
        List<Delivery> done = new ArrayList<>();
        DocumentActor left = actors.computeIfPresent(actor.documentId(), (_, active) -> {
            if (active != actor || !actor.isMailboxEmpty()) {
                return active;
            }
            done.addAll(actor.taken());
            return null;
        });
        done.forEach(finished);
        return left != actor;
    }

    @Override
    public void dropped(DocumentActor actor, List<Delivery> unfinished) {
        if (!actors.remove(actor.documentId(), actor)) {
            return;
        }
        Instant now = ports.clock().instant();
        for (Delivery delivery : unfinished) {
            waiting.add(new Waiting(delivery.failedOnceMore(), now.plus(waitAfter(delivery.failures()))));
        }
    }

    private static Duration waitAfter(int failures) {
        Duration wait = REDELIVERY_WAIT_MIN.multipliedBy(1L << Math.min(failures, 10));
        return wait.compareTo(REDELIVERY_WAIT_MAX) < 0 ? wait : REDELIVERY_WAIT_MAX;
    }

    /** A command that is to be delivered again. */
    private record Waiting(Delivery delivery, Instant notBefore) {}
}
