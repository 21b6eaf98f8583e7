package dev.stepfold.documentlog;

import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of a document's history.
 *
 * @param records the events that count, in order, as they were written; fenced writes and unreadable records are left
 *     out
 * @param endOffset the offset that the next record of the topic will have, or where the requested stretch ends
 * @param forwarded the highest sequence that a counted record of this stretch names as forwarded
 *     ({@link Records#FORWARDED}); {@link #NONE_FORWARDED} if none does
 * @param bytes how many bytes the latest of these events have as records ({@link RecentBytes}); 0 if not known
 */
public record DocumentLogSlice(List<EncodedEvent> records, long endOffset, long forwarded, long bytes) {
    /** No event is known to be forwarded. */
    public static final long NONE_FORWARDED = -1;

    public DocumentLogSlice {
        records = List.copyOf(records);
    }

    /** A stretch without links that names no event as forwarded. */
    public DocumentLogSlice(List<RecordedEvent> events, long endOffset) {
        this(events.stream().map(EncodedEvent::unlinked).toList(), endOffset, NONE_FORWARDED, 0);
    }

    /** The events that count, in order. */
    public List<RecordedEvent> events() {
        return records.stream().map(EncodedEvent::event).toList();
    }

    /**
     * The log's head at the end of this stretch, by the last link in it.
     *
     * @return empty if none of its records has a link
     */
    public Optional<ChainHash> head() {
        int linked = lastLinked();
        return linked < 0 ? Optional.empty() : Optional.of(headFrom(linked, ChainHash.START));
    }

    /**
     * The log's head at the end of this stretch. The events behind the last link, or all of them in a log without links,
     * are hashed here.
     *
     * @param head the head before this stretch; {@link ChainHash#START} where it begins with the first event
     */
    public ChainHash headAfter(ChainHash head) {
        return headFrom(Math.max(lastLinked(), 0), head);
    }

    private int lastLinked() {
        int last = records.size() - 1;
        while (last >= 0 && records.get(last).previous().isEmpty()) {
            last--;
        }
        return last;
    }

    private ChainHash headFrom(int first, ChainHash head) {
        ChainHash latest = head;
        for (EncodedEvent record : records.subList(first, records.size())) {
            latest = record.hashAfter(latest);
        }
        return latest;
    }
}
