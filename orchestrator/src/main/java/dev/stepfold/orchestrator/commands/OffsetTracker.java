package dev.stepfold.orchestrator.commands;

import java.util.Base64;
import java.util.BitSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a partition of {@code stepfold.commands} is finished. Commands finish in any order; the committed offset is the
 * lowest one that has not, so that the next owner reads again everything that was not done. Which of the later ones are
 * finished is said in the commit's metadata, so that the next owner passes over them.
 *
 * <p>Safe for use by many threads. Holds one number for every unfinished command.
 */
final class OffsetTracker {
    /**
     * Only so many commands behind the committed one are told of in the metadata, and those after them are read again: a
     * bit each, in Base64, within the 4,096 bytes that a broker takes ({@code offset.metadata.max.bytes}).
     */
    static final int TOLD_MAX = 4_096 / 4 * 3 * Byte.SIZE;

    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private final TreeSet<Long> open = new TreeSet<>();
    private final long from;
    private final BitSet finishedBefore;
    private long next;

    /**
     * @param committed what an earlier owner committed, if any; reading goes on at its offset
     */
    OffsetTracker(OffsetAndMetadata committed) {
        this.from = committed.offset();
        this.next = from;
        this.finishedBefore = decoded(committed.metadata());
    }

    /** A command was read; false where an earlier owner has finished it. */
    synchronized boolean begin(long offset) {
        next = Math.max(next, offset + 1);
        if (offset >= from && finishedBefore.get(Math.toIntExact(offset - from))) {
            return false;
        }
        open.add(offset);
        return true;
    }

    /** A command is finished: applied or refused, its run at rest, its events forwarded. */
    synchronized void finish(long offset) {
        open.remove(offset);
    }

    /** What to commit: everything below the offset is finished. */
    synchronized OffsetAndMetadata committable() {
        long lowest = open.isEmpty() ? next : open.first();
        BitSet finished = new BitSet();
        finished.set(0, Math.toIntExact(Math.min(next - lowest, TOLD_MAX)));
        for (long offset : open) {
            if (offset - lowest < TOLD_MAX) {
                finished.clear((int) (offset - lowest));
            }
        }
        finishedBefore.stream()
                .mapToLong(bit -> from + bit - lowest)
                .filter(bit -> bit >= next - lowest && bit < TOLD_MAX)
                .forEach(bit -> finished.set((int) bit));
        return new OffsetAndMetadata(lowest, ENCODER.encodeToString(finished.toByteArray()));
    }

    /** Whether a commit says that a command is finished. */
    static boolean isTold(OffsetAndMetadata commit, long offset) {
        return offset < commit.offset() || decoded(commit.metadata()).get(Math.toIntExact(offset - commit.offset()));
    }

    /** Metadata of another kind tells of nothing. */
    private static BitSet decoded(String metadata) {
        try {
            return BitSet.valueOf(Base64.getDecoder().decode(metadata));
        } catch (IllegalArgumentException _) {
            return new BitSet();
        }
    }
}
