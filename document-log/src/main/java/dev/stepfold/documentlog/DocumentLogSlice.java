package dev.stepfold.documentlog;

import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;

/**
 * A stretch of a document's history.
 *
 * @param events the events that count, in order; fenced writes and unreadable records are left out
 * @param endOffset the offset that the next record of the topic will have, or where the requested stretch ends
 * @param forwarded the highest sequence that a counted record of this stretch names as forwarded
 *     ({@link Records#FORWARDED}); {@link #NONE_FORWARDED} if none does
 * @param bytes how many bytes the latest of these events have as records ({@link RecentBytes}); 0 if not known
 */
public record DocumentLogSlice(List<RecordedEvent> events, long endOffset, long forwarded, long bytes) {
    /** No event is known to be forwarded. */
    public static final long NONE_FORWARDED = -1;

    public DocumentLogSlice {
        events = List.copyOf(events);
    }

    /** A stretch that names no event as forwarded. */
    public DocumentLogSlice(List<RecordedEvent> events, long endOffset) {
        this(events, endOffset, NONE_FORWARDED, 0);
    }
}
