package dev.stepfold.fairpermits;

import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Permits to run, shared fairly among owners. Limits how many are granted at once, in all and to one owner, so that an
 * owner whose work never ends cannot hold all of them. Permits that become free go round-robin among the waiting
 * owners, and for each owner to the request that came first. An owner with one document therefore waits for at most one
 * permit of every other owner, however many documents the others have.
 *
 * <p>Only {@link Permit#await} blocks, and no request is refused. The number of waiting requests is bounded by the
 * number of active documents, because each has one attempt at a time. A waiting owner is forgotten when its last
 * request stops waiting.
 */
public final class FairPermits {
    /** Never an empty queue; the owner whose turn is next comes first. */
    private final SequencedMap<Owner, ArrayDeque<Permit>> waiting = new LinkedHashMap<>();

    /** How many permits each owner has; without owners that have none. */
    private final Map<Owner, Integer> held = new HashMap<>();

    private final int perOwnerMax;
    private int free;

    /**
     * @param max how many permits may be granted at once, at least 1
     * @param perOwnerMax how many of them to one owner, at least 1
     */
    public FairPermits(int max, int perOwnerMax) {
        this.free = max;
        this.perOwnerMax = perOwnerMax;
    }

    /** A permit for {@code owner}, which is granted now or later. The caller must close it in any case. */
    public synchronized Permit request(Owner owner) {
        Permit permit = new Permit(owner);
        if (free > 0 && mayHaveMore(owner)) {
            grant(permit);
        } else {
            waiting.computeIfAbsent(owner, _ -> new ArrayDeque<>()).addLast(permit);
        }
        return permit;
    }

    /** How many permits are free. */
    synchronized int free() {
        return free;
    }

    /** How many owners wait. */
    synchronized int ownersWaiting() {
        return waiting.size();
    }

    private synchronized void end(Permit permit) {
        if (permit.closed) {
            return;
        }
        permit.closed = true;
        if (permit.isGranted()) {
            free++;
            held.computeIfPresent(permit.owner, (_, permits) -> permits == 1 ? null : permits - 1);
            passOn();
        } else {
            waiting.computeIfPresent(permit.owner, (_, queue) -> {
                queue.remove(permit);
                return queue.isEmpty() ? null : queue;
            });
        }
    }

    private void passOn() {
        Optional<Owner> next =
                waiting.keySet().stream().filter(this::mayHaveMore).findFirst();
        if (next.isEmpty()) {
            return;
        }
        ArrayDeque<Permit> queue = Objects.requireNonNull(waiting.remove(next.get()));
        grant(queue.removeFirst());
        if (!queue.isEmpty()) {
            waiting.putLast(next.get(), queue);
        }
    }

    private boolean mayHaveMore(Owner owner) {
        return held.getOrDefault(owner, 0) < perOwnerMax;
    }

    private void grant(Permit permit) {
        free--;
        held.merge(permit.owner, 1, Integer::sum);
        permit.granted.countDown();
    }

    /** The right to run, from when it is granted until it is closed. Closed before that, it leaves the queue. */
    public final class Permit implements AutoCloseable {
        private final Owner owner;
        private final CountDownLatch granted = new CountDownLatch(1);
        private boolean closed;

        private Permit(Owner owner) {
            this.owner = owner;
        }

        /** Waits until it is granted. */
        public void await() throws InterruptedException {
            granted.await();
        }

        /** Waits until it is granted, at most this long; returns whether it is. */
        public boolean await(Duration max) throws InterruptedException {
            return granted.await(max.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** Whose permit it is. */
        Owner owner() {
            return owner;
        }

        /** Whether it is granted. */
        boolean isGranted() {
            return granted.getCount() == 0;
        }

        /** Returns the permit, or leaves the queue. Closing again does nothing. */
        @Override
        public void close() {
            end(this);
        }
    }
}
