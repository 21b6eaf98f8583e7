package dev.stepfold.projection.topology;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much the decoded states of all partitions of an instance may take together. Every partition that holds states has
 * the same share, so that none of them can take the place of the others.
 */
final class StatesInMemory {
    private final int countMax;
    private final long bytesMax;
    private final AtomicInteger sharers = new AtomicInteger();

    /**
     * A bound.
     *
     * @param countMax how many states
     * @param bytesMax how many bytes they may take by {@link WriteBackStore}'s estimate
     */
    StatesInMemory(int countMax, long bytesMax) {
        this.countMax = countMax;
        this.bytesMax = bytesMax;
    }

    void join() {
        sharers.incrementAndGet();
    }

    void leave() {
        sharers.decrementAndGet();
    }

    /** Whether that is more than a share. */
    boolean isExceededBy(int count, long bytes) {
        int shares = Math.max(1, sharers.get());
        return count > countMax / shares || bytes > bytesMax / shares;
    }
}
