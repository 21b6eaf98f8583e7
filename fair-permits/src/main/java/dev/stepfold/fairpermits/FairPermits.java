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
 * Who may be at work: at most so many at once, and at most so many of one owner's, so that one who never ends does not have all.
 * A permit that becomes free goes round among the owners that wait, and to the one of an owner's that asked first; so an owner
 * with one document waits for at most one permit of every other owner, however many documents they have.
 *
 * <p>Nothing in here waits but {@link Permit#await}, and nobody is turned away. What waits is bounded by the number of active
 * documents, because each has one attempt at a time; an owner is known for as long as something of his waits.
 */
public final class FairPermits {
    /** Never an empty queue; the owner who comes next first. */
    private final SequencedMap<Owner, ArrayDeque<Permit>> waiting = new LinkedHashMap<>();

    /** How many permits each owner has; nobody who has none. */
    private final Map<Owner, Integer> atWork = new HashMap<>();

    private final int perOwnerMax;
    private int free;

    /**
     * @param max how many may be at work at once, at least 1
     * @param perOwnerMax how many of one owner's, at least 1
     */
    public FairPermits(int max, int perOwnerMax) {
        this.free = max;
        this.perOwnerMax = perOwnerMax;
    }

    /** A permit for {@code owner}, which comes now or later. Whoever asks must close it in any case. */
    public synchronized Permit request(Owner owner) {
        Permit permit = new Permit(owner);
        if (free > 0 && mayHaveMore(owner)) {
            come(permit);
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
        if (permit.over) {
            return;
        }
        permit.over = true;
        if (permit.hasCome()) {
            free++;
            atWork.computeIfPresent(permit.owner, (_, permits) -> permits == 1 ? null : permits - 1);
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
        come(queue.removeFirst());
        if (!queue.isEmpty()) {
            waiting.putLast(next.get(), queue);
        }
    }

    private boolean mayHaveMore(Owner owner) {
        return atWork.getOrDefault(owner, 0) < perOwnerMax;
    }

    private void come(Permit permit) {
        free--;
        atWork.merge(permit.owner, 1, Integer::sum);
        permit.come.countDown();
    }

    /** The right to be at work, from when it has come until it is closed; closed before, it gives up its place. */
    public final class Permit implements AutoCloseable {
        private final Owner owner;
        private final CountDownLatch come = new CountDownLatch(1);
        private boolean over;

        private Permit(Owner owner) {
            this.owner = owner;
        }

        /** Waits until it has come. */
        public void await() throws InterruptedException {
            come.await();
        }

        /** Waits until it has come, at most this long; answers whether it has. */
        public boolean await(Duration max) throws InterruptedException {
            return come.await(max.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** Whose it is. */
        Owner owner() {
            return owner;
        }

        /** Whether it has come. */
        boolean hasCome() {
            return come.getCount() == 0;
        }

        /** Hands the permit on, or leaves the queue. Closing again does nothing. */
        @Override
        public void close() {
            end(this);
        }
    }
}
