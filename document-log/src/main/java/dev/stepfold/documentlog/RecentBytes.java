package dev.stepfold.documentlog;

import dev.stepfold.schemas.state.DocumentState;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * How many bytes the latest events of a document have as records: as many events as its state keeps. Used by one thread.
 */
public final class RecentBytes {
    private final Queue<Long> sizes = new ArrayDeque<>();
    private long sum;

    /** Adds the size of the next event. */
    public void add(long size) {
        sizes.add(size);
        sum += size;
        if (sizes.size() > DocumentState.STREAM_HISTORY_MAX) {
            sum -= sizes.remove();
        }
    }

    /** The sum of the latest sizes. */
    public long bytes() {
        return sum;
    }
}
