package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last event that a client has, or the sequence up to which it lacks none. What else is known of that event tells its
 * log from others: that of a document recreated under the same id, and one that lost its end and went on otherwise.
 *
 * @param sequence its sequence; -1 before the first event
 * @param time when it was decided, if known
 * @param head its chain hash, if known
 */
record Position(long sequence, @Nullable Instant time, Optional<ChainHash> head) {
    /** Before the first event. */
    static final Position BEGIN = new Position(DocumentState.SEQUENCE_NONE, null, Optional.empty());

    static Position of(DocumentState state) {
        return new Position(state.sequence(), state.lastStreamUpdate(), Optional.empty());
    }

    static Position of(EventFrame frame) {
        return new Position(frame.sequence(), frame.time(), frame.hash());
    }

    /** Behind everything that was read of a log, the event at this position included. */
    Position after(DocumentLogSlice slice) {
        return new Position(
                Math.max(sequence, slice.endOffset() - 1),
                slice.records().isEmpty()
                        ? time
                        : slice.records().getLast().event().timestamp(),
                slice.records().isEmpty() ? head : slice.head());
    }

    /** By which the recent events are read. */
    Mark mark() {
        return new Mark(sequence, time);
    }

    /** Whether a log does not have this event, given what it has from this sequence on. */
    boolean isMissingIn(DocumentLogSlice slice) {
        return slice.endOffset() <= sequence || slice.records().stream().anyMatch(this::isReplacedBy);
    }

    private boolean isReplacedBy(EncodedEvent record) {
        RecordedEvent event = record.event();
        if (event.sequence() != sequence) {
            return false;
        }
        boolean otherTime = time != null && !event.timestamp().equals(time);
        boolean otherHash = head.isPresent()
                && record.previous().isPresent()
                && !record.hashAfter(ChainHash.START).equals(head.get());
        return otherTime || otherHash;
    }

    /** Whether an event that is not above this position may be more than a repetition; the log tells. */
    boolean isDoubtedBy(EventFrame frame) {
        boolean later = time != null && frame.time().isAfter(time);
        boolean other = frame.sequence() == sequence
                && head.isPresent()
                && frame.hash().filter(hash -> !hash.equals(head.get())).isPresent();
        return later || other;
    }
}
