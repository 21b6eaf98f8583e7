package dev.stepfold.documentlog;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** An event, and its value as a record, which is encoded once for all topics. Used by one thread. */
public final class EncodedEvent {
    private final RecordedEvent event;
    private byte @Nullable [] value;

    public EncodedEvent(RecordedEvent event) {
        this.event = event;
    }

    public RecordedEvent event() {
        return event;
    }

    /** How many bytes the value has; 0 as long as it was not needed. */
    public int bytes() {
        return value == null ? 0 : value.length;
    }

    byte[] value() {
        byte[] encoded = value;
        if (encoded == null) {
            encoded = JsonCodec.EVENTS.encode(event);
            value = encoded;
        }
        return encoded;
    }
}
