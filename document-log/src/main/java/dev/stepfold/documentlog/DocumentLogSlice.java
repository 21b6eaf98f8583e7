package dev.stepfold.documentlog;

import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;

/**
 * A stretch of a document's history.
 *
 * @param events the events that count, in order; fenced writes and unreadable records are left out
 * @param endOffset the offset that the next record of the topic will have, or where the requested stretch ends
 */
public record DocumentLogSlice(List<RecordedEvent> events, long endOffset) {
    public DocumentLogSlice {
        events = List.copyOf(events);
    }
}
