package dev.stepfold.orchestrator.document;

import java.util.ArrayDeque;
import java.util.Queue;

/** The sum of the latest so many sizes. Used by one thread. */
final class RecentBytes {
    private final int sizesMax;
    private final Queue<Long> sizes = new ArrayDeque<>();
    private long sum;

    /** @param sizesMax how many sizes count */
    RecentBytes(int sizesMax) {
        this.sizesMax = sizesMax;
    }

    void add(long size) {
        sizes.add(size);
        sum += size;
        if (sizes.size() > sizesMax) {
            sum -= sizes.remove();
        }
    }

    long bytes() {
        return sum;
    }
}
