package dev.stepfold.benchmarks;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions, in total no longer than the limit. */
final class Waiting {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Duration limit;
    private final long deadlineNanos;

    /** @param limit counted from now */
    Waiting(Duration limit) {
        this.limit = limit;
        this.deadlineNanos = System.nanoTime() + limit.toNanos();
    }

    /**
     * Waits until {@code condition} holds.
     *
     * @throws IllegalStateException if it does not hold within the limit
     */
    void until(String what, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new IllegalStateException("the " + limit.toSeconds() + " s are over before " + what);
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Lets time pass. */
    void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
