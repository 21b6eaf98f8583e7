package dev.stepfold.orchestrator.commands;

import java.util.TreeSet;

/**
 * How far a partition of {@code stepfold.commands} is finished. Commands finish in any order; the committed offset is the
 * lowest one that has not, so that the next owner reads again everything that was not done.
 *
 * <p>Safe for use by many threads. Holds one number for every unfinished command.
 */
final class PartitionProgress {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;

    /**
     * @param position the offset that is read first
     */
    PartitionProgress(long position) {
        this.next = position;
    }

    /** A command was read. */
    synchronized void begin(long offset) {
        open.add(offset);
        next = Math.max(next, offset + 1);
    }

    /** A command is finished: applied or refused, its run at rest, its events forwarded. */
    synchronized void finish(long offset) {
        open.remove(offset);
    }

    /** The offset to commit: everything below it is finished. */
    synchronized long committable() {
        return open.isEmpty() ? next : open.first();
    }
}
