package dev.stepfold.documentlog;

import dev.stepfold.schemas.codec.UnreadableException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a log whose events are all there, but not at their offsets: a copy by a tool that does not keep offsets, such
 * as MirrorMaker 2. By the {@link FenceRule} such events do not count, so that the document would seem to be empty, or to
 * have stopped. Nothing that Stepfold writes looks like that:
 *
 * <ul>
 *   <li>an event behind a gap is not at its offset: transaction markers of the copy took offsets. A document's topic never
 *       has a gap;
 *   <li>no event counts, and the first one is not at offset 0;
 *   <li>events that count came again, byte for byte, events after the last one that counts stand behind them, and nothing
 *       counts from there on: the copy was repeated.
 * </ul>
 *
 * Used by one thread, for one stretch of a log.
 */
public final class ShiftedLog {
    private final long from;
    private final Map<Long, Long> counted = new HashMap<>();
    private long next;
    private long last = -1;
    private boolean gap;
    private boolean repeated;
    private boolean firstIsElsewhere;
    private boolean behindGap;
    private boolean behindRepetition;

    /** @param from the offset at which the stretch begins */
    public ShiftedLog(long from) {
        this.from = from;
        this.next = from;
    }

    /** The next record counts. */
    public void counted(long offset, byte @Nullable [] value) {
        place(offset);
        last = offset;
        behindRepetition = false;
        counted.put(offset, sum(value));
    }

    /** The next record does not count: it is a fenced write, or cannot be read. */
    public void notCounted(long offset, @Nullable String key, byte @Nullable [] value) {
        place(offset);
        long sequence;
        try {
            sequence = Records.event(key, value).sequence();
        } catch (UnreadableException _) {
            return;
        }
        if (sequence >= offset) {
            return;
        }
        Long before = counted.get(sequence);
        repeated |= before != null && before == sum(value);
        firstIsElsewhere |= sequence == 0;
        behindGap |= gap;
        behindRepetition |= repeated && sequence > last && last >= 0;
    }

    private void place(long offset) {
        gap |= offset != next;
        next = offset + 1;
    }

    private static long sum(byte @Nullable [] value) {
        return value == null ? -1 : ((long) value.length << Integer.SIZE) ^ (Arrays.hashCode(value) & 0xFFFF_FFFFL);
    }

    /** Whether events are not at their offsets, by the records so far. */
    public boolean isShifted() {
        return behindGap || behindRepetition || (from == 0 && firstIsElsewhere && counted.isEmpty());
    }

    /** Whether an offset has no record: this log was not written by Stepfold, although its events may all count. */
    public boolean hasGap() {
        return gap;
    }
}
