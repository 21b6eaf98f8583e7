package dev.stepfold.orchestrator.commands;

import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which commands of a partition of {@code stepfold.commands} are finished. Commands finish in any order. The committed
 * offset is that of the lowest unfinished command, so that the partition's next owner reads every unfinished command
 * again. The commit's metadata records which later commands are finished, so that the next owner skips them.
 *
 * <p>Safe for use by many threads. Holds one number for every unfinished command.
 */
final class OffsetTracker {
    /**
     * How many commands, from the committed offset on, the metadata can record; later ones are read again. Each takes a
     * bit, in Base64, within the 4,096 bytes that a broker accepts ({@code offset.metadata.max.bytes}).
     */
    static final int TOLD_MAX = 4_096 / 4 * 3 * Byte.SIZE;

    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private final TreeSet<Long> open = new TreeSet<>();
    private final long from;
    private final BitSet finishedBefore;

    /** The leader epoch with which the commands were read that {@code finishedBefore} records; empty if not known. */
    private final Optional<Integer> epochBefore;

    private Optional<Integer> epoch;
    private long next;

    /** @param committed what the partition's last owner committed, if any; reading continues at its offset */
    OffsetTracker(OffsetAndMetadata committed) {
        this.from = committed.offset();
        this.next = from;
        this.finishedBefore = decoded(committed.metadata());
        this.epochBefore = committed.leaderEpoch();
        this.epoch = epochBefore;
    }

    /**
     * A command was read. An offset at or below an earlier one, or a later leader epoch than that of the last owner's
     * commit, means that Kafka may have lost the commands from there on, and that others are at their offsets now.
     *
     * @param leaderEpoch of the record, if it is known
     * @return false if an earlier owner of the partition has finished it
     */
    synchronized boolean begin(long offset, Optional<Integer> leaderEpoch) {
        if (offset < next) {
            open.tailSet(offset).clear();
        }
        if (offset < next || (epochBefore.isPresent() && isLater(leaderEpoch, epochBefore))) {
            int kept = Math.toIntExact(Math.clamp(offset - from, 0, finishedBefore.length()));
            finishedBefore.clear(kept, finishedBefore.length());
        }
        next = offset + 1;
        if (isLater(leaderEpoch, epoch)) {
            epoch = leaderEpoch;
        }
        if (offset >= from && finishedBefore.get(Math.toIntExact(offset - from))) {
            return false;
        }
        open.add(offset);
        return true;
    }

    private static boolean isLater(Optional<Integer> one, Optional<Integer> other) {
        return one.isPresent() && (other.isEmpty() || one.get() > other.get());
    }

    /** Whether the command at an offset was read. One that is carried out again may not have been yet. */
    synchronized boolean isRead(long offset) {
        return offset < next;
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
        // The epoch lets the next owner's consumer see whether the partition still has what was read (KIP-320).
        return new OffsetAndMetadata(lowest, epoch, ENCODER.encodeToString(finished.toByteArray()));
    }

    /** Whether a commit records that a command is finished. */
    static boolean isTold(OffsetAndMetadata commit, long offset) {
        return offset < commit.offset() || decoded(commit.metadata()).get(Math.toIntExact(offset - commit.offset()));
    }

    /** Metadata in another format records nothing. */
    private static BitSet decoded(String metadata) {
        try {
            return BitSet.valueOf(Base64.getDecoder().decode(metadata));
        } catch (IllegalArgumentException _) {
            return new BitSet();
        }
    }
}
