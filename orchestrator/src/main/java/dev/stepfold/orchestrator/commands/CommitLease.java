package dev.stepfold.orchestrator.commands;

import dev.stepfold.orchestrator.document.PartitionLease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A lease that successful offset commits renew. A commit keeps the session alive at the broker (classic protocol): for a session
 * from its start, nobody else can own the partition. The lease is held for half of that; the other half is left for what the
 * owner then asks of Kafka to arrive.
 */
final class CommitLease implements PartitionLease {
    private final InstantSource clock;
    private final Duration sessionTimeout;

    /** When the last commit that succeeded was begun. */
    private volatile Instant provedAt = Instant.MIN;

    private volatile boolean released;

    CommitLease(InstantSource clock, Duration sessionTimeout) {
        this.clock = clock;
        this.sessionTimeout = sessionTimeout;
    }

    /** A commit succeeded that was begun at {@code begun}. */
    void renew(Instant begun) {
        provedAt = begun;
    }

    /** Whether the next commit is due even where it changes nothing: early enough for the lease to stay held. */
    boolean isToBeRenewed(Instant now) {
        return provedAt.isBefore(now.minus(sessionTimeout.dividedBy(4)));
    }

    /** The partition was given up or lost; the lease is never held again. */
    void release() {
        released = true;
    }

    @Override
    public boolean isHeld() {
        return !released && provedAt.isAfter(clock.instant().minus(sessionTimeout.dividedBy(2)));
    }
}
