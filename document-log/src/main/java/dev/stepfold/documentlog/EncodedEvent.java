package dev.stepfold.documentlog;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event, its value as a record, and its link to the event before it: what is the same in all topics. An event that
 * was read has the value that the record had, so that it can be written elsewhere as it is; a value to be written is
 * encoded once. Used by one thread at a time.
 */
public final class EncodedEvent {
    private final RecordedEvent event;
    private final @Nullable ChainHash previous;
    private byte @Nullable [] value;
    private @Nullable ChainHash hash;
    private byte @Nullable [] traceparent;

    private EncodedEvent(RecordedEvent event, @Nullable ChainHash previous, byte @Nullable [] value) {
        this.event = event;
        this.previous = previous;
        this.value = value;
    }

    /**
     * An event to be written.
     *
     * @param previous the head of the log that it is appended to
     */
    public EncodedEvent(RecordedEvent event, ChainHash previous) {
        this(event, previous, null);
    }

    /** An event without a link, as in logs from before there was a chain. */
    public static EncodedEvent unlinked(RecordedEvent event) {
        return new EncodedEvent(event, null, null);
    }

    /**
     * Events to be written one after another.
     *
     * @param head the head of the log that they are appended to
     */
    public static List<EncodedEvent> linked(ChainHash head, List<RecordedEvent> events) {
        List<EncodedEvent> linked = new ArrayList<>(events.size());
        ChainHash previous = head;
        for (RecordedEvent event : events) {
            EncodedEvent next = new EncodedEvent(event, previous);
            linked.add(next);
            previous = next.hashAfter(previous);
        }
        return linked;
    }

    /** An event that was read, with its record's value and link. */
    static EncodedEvent read(RecordedEvent event, byte[] value, Optional<ChainHash> previous) {
        return new EncodedEvent(event, previous.orElse(null), value);
    }

    /** Notes what the record's header {@link Traceparent#HEADER} says; read when it is asked for. */
    EncodedEvent traced(byte @Nullable [] header) {
        traceparent = header;
        return this;
    }

    public RecordedEvent event() {
        return event;
    }

    /** The span that appended the event, as its record in a log says; empty if that says nothing, or it was not read there. */
    public Optional<Traceparent> trace() {
        return traceparent == null
                ? Optional.empty()
                : Traceparent.parse(new String(traceparent, StandardCharsets.US_ASCII));
    }

    /** The chain hash of the event before it, as the record says; empty if the record has none. */
    public Optional<ChainHash> previous() {
        return Optional.ofNullable(previous);
    }

    /**
     * The chain hash of this event, by its own link if it has one.
     *
     * @param head the head of the log before it, for an event without a link
     */
    public ChainHash hashAfter(ChainHash head) {
        if (previous == null) {
            return head.after(value());
        }
        ChainHash own = hash;
        if (own == null) {
            own = previous.after(value());
            hash = own;
        }
        return own;
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
