package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.event.RecordedEvent;

/** An event with its SSE frame, encoded once for all the clients that watch the document. */
public final class EventFrame {
    private final RecordedEvent event;
    private final byte[] bytes;

    private EventFrame(RecordedEvent event, byte[] bytes) {
        this.event = event;
        this.bytes = bytes;
    }

    /** Encodes an event. */
    public static EventFrame of(RecordedEvent event) {
        return new EventFrame(event, SseEncoder.event(event));
    }

    /** The event. */
    public RecordedEvent event() {
        return event;
    }

    /** Its position in the document. */
    public long sequence() {
        return event.sequence();
    }

    /** The frame; shared, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "EventFrame[" + event.documentId() + " " + event.sequence() + "]";
    }
}
