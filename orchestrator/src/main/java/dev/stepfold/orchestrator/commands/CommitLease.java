package dev.stepfold.orchestrator.commands;

import dev.stepfold.orchestrator.document.PartitionLease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A lease that successful offset commits renew. A commit keeps the session alive at the broker (classic protocol): for
 * one session timeout from the start of the commit, no other orchestrator can own the partition. The lease is held for
 * half of that time. The other half is left for the requests that the partition's owner sent meanwhile to reach Kafka.
 */
final class CommitLease implements PartitionLease {
    private final InstantSource clock;
    private final Duration sessionTimeout;

    /** When the last successful commit began. */
    private volatile Instant provedAt = Instant.MIN;

    private volatile boolean released;

    CommitLease(InstantSource clock, Duration sessionTimeout) {
        this.clock = clock;
        this.sessionTimeout = sessionTimeout;
    }

    /** A commit that began at {@code begun} succeeded. */
    void renew(Instant begun) {
        provedAt = begun;
    }

    /** Whether a commit is due even if it changes nothing, so that the lease stays held. */
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
