package dev.stepfold.orchestrator.execution;

import java.time.Duration;

/**
 * How long an attempt may still take. A slow step is not a dead one: its limit counts from its last progress, and so many
 * times the limit is the longest in all.
 *
 * <p>Safe for use by many threads.
 */
final class Patience {
    static final int LONGEST = 10;

    private final long limitNanos;
    private final long beganNanos;
    private volatile long progressAtNanos;

    /**
     * @param limit the longest silence
     * @param nowNanos of {@link System#nanoTime}, as below
     */
    Patience(Duration limit, long nowNanos) {
        this.limitNanos = limit.toNanos();
        this.beganNanos = nowNanos;
        this.progressAtNanos = nowNanos;
    }

    void renew(long nowNanos) {
        progressAtNanos = nowNanos;
    }

    /** Zero or less if the time is over. */
    Duration left(long nowNanos) {
        long silence = limitNanos - (nowNanos - progressAtNanos);
        long whole = limitNanos * LONGEST - (nowNanos - beganNanos);
        return Duration.ofNanos(Math.min(silence, whole));
    }
}
