package dev.stepfold.orchestrator.execution;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Detects that virtual threads do not run because tasks that never yield hold all carrier threads. Then no document
 * makes progress, even if everything else looks healthy.
 */
final class CarrierWatch {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Longer than a full garbage collection, or the first moments of a machine that was frozen. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final Executor virtualThreads;
    private volatile long ranAtNanos;
    private volatile boolean waiting;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param virtualThreads runs each task on a virtual thread of its own
     */
    CarrierWatch(LongSupplier nanoTime, Executor virtualThreads) {
        this.nanoTime = nanoTime;
        this.virtualThreads = virtualThreads;
        this.ranAtNanos = nanoTime.getAsLong();
    }

    /** To be called every {@link #INTERVAL}, on a platform thread. There is never more than one task that waits. */
    void look() {
        if (!waiting) {
            waiting = true;
            virtualThreads.execute(() -> {
                ranAtNanos = nanoTime.getAsLong();
                waiting = false;
            });
        }
    }

    /** Whether a task has waited too long. */
    boolean isStarved() {
        return waiting && nanoTime.getAsLong() - ranAtNanos > SILENCE_MAX.toNanos();
    }
}
