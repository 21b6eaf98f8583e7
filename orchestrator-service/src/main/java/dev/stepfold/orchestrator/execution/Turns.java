package dev.stepfold.orchestrator.execution;

import dev.stepfold.schemas.Owner;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;

/**
 * Who may be at work: at most so many at once. A turn that becomes free goes round among the owners that wait, and to the
 * one of an owner's that asked first; so an owner with one document waits for at most one turn of every other owner,
 * however many documents they have.
 *
 * <p>Nothing in here waits but {@link Turn#await}, and nobody is turned away. What waits is bounded by the number of active
 * documents, because each has one attempt at a time; an owner is known for as long as something of his waits.
 */
final class Turns {
    /** Never an empty queue; the owner who comes next first. */
    private final SequencedMap<Owner, ArrayDeque<Turn>> waiting = new LinkedHashMap<>();

    private int free;

    /**
     * @param max how many may be at work at once, at least 1
     */
    Turns(int max) {
        this.free = max;
    }

    /** A turn for {@code owner}, which comes now or later. Whoever asks must close it in any case. */
    synchronized Turn ask(Owner owner) {
        Turn turn = new Turn(owner);
        if (free > 0) {
            free--;
            turn.come();
        } else {
            waiting.computeIfAbsent(owner, _ -> new ArrayDeque<>()).addLast(turn);
        }
        return turn;
    }

    /** How many turns are free. */
    synchronized int free() {
        return free;
    }

    /** How many owners wait. */
    synchronized int ownersWaiting() {
        return waiting.size();
    }

    private synchronized void end(Turn turn) {
        if (turn.over) {
            return;
        }
        turn.over = true;
        if (turn.hasCome()) {
            passOn();
        } else {
            waiting.computeIfPresent(turn.owner, (_, queue) -> {
                queue.remove(turn);
                return queue.isEmpty() ? null : queue;
            });
        }
    }

    private void passOn() {
        Map.Entry<Owner, ArrayDeque<Turn>> next = waiting.pollFirstEntry();
        if (next == null) {
            free++;
            return;
        }
        next.getValue().removeFirst().come();
        if (!next.getValue().isEmpty()) {
            waiting.putLast(next.getKey(), next.getValue());
        }
    }

    /** The right to be at work, from when it has come until it is closed; closed before, it gives up its place. */
    final class Turn implements AutoCloseable {
        private final Owner owner;
        private final CountDownLatch come = new CountDownLatch(1);
        private boolean over;

        private Turn(Owner owner) {
            this.owner = owner;
        }

        /** Waits until it has come. */
        void await() throws InterruptedException {
            come.await();
        }

        /** Whose it is. */
        Owner owner() {
            return owner;
        }

        /** Whether it has come. */
        boolean hasCome() {
            return come.getCount() == 0;
        }

        private void come() {
            come.countDown();
        }

        /** Hands the turn on, or leaves the queue. Closing again does nothing. */
        @Override
        public void close() {
            end(this);
        }
    }
}
