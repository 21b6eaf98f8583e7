package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest events of {@code stepfold.step-events}: for each document an unbroken stretch that ends with its last event.
 * A stream that finds its cursor in it reads no topic.
 *
 * <p>The relay adds every event here before it dispatches it. For a watcher that is registered before the stretch is
 * read, each event is therefore in the stretch, or is dispatched to the watcher, or both.
 *
 * <p>A stretch never has a hole, and is of one log. An event that does not follow the last one begins the stretch anew: a
 * hole may be a fenced write or a forward that is late, which only the topic shows; an event whose link names another
 * event than the last one belongs to a log that has lost its end and went on otherwise. Every reader names an event that it knows
 * ({@link Mark}); a stretch without that event tells it nothing.
 *
 * <p>Bounded by bytes, in all and for each document. The oldest events leave first: at the limit of a document its own,
 * at the limit of all those of the document that had no event for the longest time.
 */
public final class RecentEvents {
    /** What the events may take of the heap. */
    private static final int HEAP_SHARE = 16;

    /** What one document may take of that. */
    private static final int DOCUMENT_SHARE = 8;

    /** Roughly what an event and a document take besides the bytes of the frames. */
    private static final long OVERHEAD_BYTES = 200;

    private final LinkedHashMap<DocumentId, Stretch> stretches = new LinkedHashMap<>();
    private final long bytesMax;
    private final long documentBytesMax;
    private long bytes;

    /** @param bytesMax how many bytes the events take at most */
    public RecentEvents(long bytesMax) {
        this.bytesMax = bytesMax;
        this.documentBytesMax = bytesMax / DOCUMENT_SHARE;
    }

    /** Bounded by a share of this process's heap. */
    public static RecentEvents boundedByHeap() {
        return new RecentEvents(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /**
     * An event that a reader knows, which shows that a stretch belongs to the same document and not to one recreated
     * under its id.
     *
     * @param sequence its sequence; -1 if the reader knows no event. The stretch then has to begin with the document's
     *     first event
     * @param time when it was decided
     */
    public record Mark(long sequence, @Nullable Instant time) {
        /** The last event of a state. */
        public static Mark of(DocumentState state) {
            return of(StateOutline.of(state));
        }

        /** The last event of a state with that outline. */
        public static Mark of(StateOutline outline) {
            return new Mark(outline.sequence(), outline.lastStreamUpdate());
        }

        /** Whether the reader knows no event. */
        public boolean isNone() {
            return sequence == DocumentState.SEQUENCE_NONE;
        }

        private boolean isOf(Stretch stretch) {
            if (isNone()) {
                return stretch.isHeld(0);
            }
            return stretch.isHeld(sequence) && stretch.at(sequence).time().equals(time);
        }
    }

    /**
     * Events that follow each other.
     *
     * @param events the events
     * @param isToEnd whether no later event is known
     */
    public record Slice(List<EventFrame> events, boolean isToEnd) {
        public Slice {
            events = List.copyOf(events);
        }
    }

    /**
     * The events of a document from {@code from} on, at most {@code eventsMax}.
     *
     * @param from at most one above the last event, of which there is none in the slice then
     * @return empty if the recent events do not cover that
     */
    public synchronized Optional<Slice> read(DocumentId documentId, Mark mark, long from, int eventsMax) {
        Stretch stretch = stretches.get(documentId);
        if (stretch == null || !mark.isOf(stretch) || from < stretch.first() || from > stretch.end()) {
            return Optional.empty();
        }
        long to = Math.min(stretch.end(), from + eventsMax);
        return Optional.of(new Slice(stretch.between(from, to), to == stretch.end()));
    }

    /** Adds an event, in the order of the feed. */
    public synchronized void add(EventFrame frame) {
        Stretch stretch = stretches.get(frame.documentId());
        if (stretch == null) {
            stretch = new Stretch(null);
            bytes += OVERHEAD_BYTES;
        } else if (stretch.isOfErased(frame) || stretch.repeats(frame)) {
            return;
        }
        if (!stretch.frames.isEmpty() && !stretch.isContinuedBy(frame)) {
            bytes -= stretch.clear();
        }
        stretches.putLast(frame.documentId(), stretch);
        bytes += stretch.add(frame);
        while (stretch.bytes > documentBytesMax) {
            bytes -= stretch.removeFirst();
        }
        trim();
    }

    /**
     * Drops the events of an erased document.
     *
     * @param at when it was erased; events decided until then belong to the erased document, whenever they arrive
     */
    public synchronized void erase(DocumentId documentId, Instant at) {
        Stretch before = stretches.get(documentId);
        Instant erasedAt =
                before != null && before.erasedAt != null && before.erasedAt.isAfter(at) ? before.erasedAt : at;
        remove(documentId);
        stretches.putLast(documentId, new Stretch(erasedAt));
        bytes += OVERHEAD_BYTES;
        trim();
    }

    /** Drops the events of a document that is about to be erased: its topic goes before its tombstone comes. */
    public void notice(Command command) {
        if (command instanceof Command.Erase erase) {
            erase(erase.documentId(), erase.issuedAt());
        }
    }

    /** Drops the events of a document whose log is gone; when it was erased, if known, stays known. */
    public synchronized void forget(DocumentId documentId) {
        Stretch stretch = stretches.get(documentId);
        if (stretch != null) {
            bytes -= stretch.clear();
        }
    }

    private void remove(DocumentId documentId) {
        Stretch stretch = stretches.remove(documentId);
        if (stretch != null) {
            bytes -= stretch.bytes + OVERHEAD_BYTES;
        }
    }

    /** Drops all events: some may have been missed. */
    public synchronized void clear() {
        stretches.clear();
        bytes = 0;
    }

    private void trim() {
        while (bytes > bytesMax) {
            Map.Entry<DocumentId, Stretch> quietest = stretches.firstEntry();
            if (quietest.getValue().frames.isEmpty()) {
                remove(quietest.getKey());
            } else {
                bytes -= quietest.getValue().removeFirst();
            }
        }
    }

    /** One document's events without a hole. */
    private static final class Stretch {
        private final List<EventFrame> frames = new ArrayList<>();
        private final @Nullable Instant erasedAt;
        private long bytes;

        /** @param erasedAt when an earlier document of the same id was erased, if known */
        Stretch(@Nullable Instant erasedAt) {
            this.erasedAt = erasedAt;
        }

        long first() {
            return frames.isEmpty() ? 0 : frames.getFirst().sequence();
        }

        /** The sequence that follows the last event. */
        long end() {
            return first() + frames.size();
        }

        boolean isHeld(long sequence) {
            return sequence >= first() && sequence < end();
        }

        EventFrame at(long sequence) {
            return frames.get(Math.toIntExact(sequence - first()));
        }

        List<EventFrame> between(long from, long to) {
            return frames.subList(Math.toIntExact(from - first()), Math.toIntExact(to - first()));
        }

        /** Whether an event follows the last one, in the same log. */
        boolean isContinuedBy(EventFrame frame) {
            return frame.sequence() == end() && frame.continues(frames.getLast().hash());
        }

        boolean isOfErased(EventFrame frame) {
            return erasedAt != null && !frame.time().isAfter(erasedAt);
        }

        /**
         * Whether an event was forwarded before. One that has left the stretch is taken for a repetition if it is not
         * later than the first that is left.
         */
        boolean repeats(EventFrame frame) {
            if (frames.isEmpty() || frame.sequence() >= end()) {
                return false;
            }
            return isHeld(frame.sequence())
                    ? at(frame.sequence()).repeats(frame)
                    : !frame.time().isAfter(frames.getFirst().time());
        }

        /** Adds an event, and returns how many bytes were added. */
        long add(EventFrame frame) {
            frames.add(frame);
            bytes += bytesOf(frame);
            return bytesOf(frame);
        }

        /** Removes the first event, and returns how many bytes were removed. */
        long removeFirst() {
            long removed = bytesOf(frames.removeFirst());
            bytes -= removed;
            return removed;
        }

        /** Removes all events, and returns how many bytes were removed. */
        long clear() {
            long removed = bytes;
            frames.clear();
            bytes = 0;
            return removed;
        }

        private static long bytesOf(EventFrame frame) {
            return frame.bytes().length + OVERHEAD_BYTES;
        }
    }
}
