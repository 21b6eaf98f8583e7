package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An event with its SSE frame, made once for all the clients that watch the document. The frame of a record is its
 * value, as it is.
 */
public final class EventFrame {
    private final EventHead head;
    private final @Nullable ChainHash previous;
    private final byte[] bytes;
    private final @Nullable Arrival arrival;

    /**
     * How an event came to this gateway; kept only while spans are recorded.
     *
     * @param trace what the record said of the span that wrote it
     * @param at when it was read from the feed
     */
    public record Arrival(Traceparent trace, Instant at) {}

    private EventFrame(EventHead head, byte[] value, @Nullable ChainHash previous) {
        this(head, previous, SseEncoder.event(head.sequence(), EventHead.typeBytes(head.type()), value), null);
    }

    private EventFrame(EventHead head, @Nullable ChainHash previous, byte[] bytes, @Nullable Arrival arrival) {
        this.head = head;
        this.previous = previous;
        this.bytes = bytes;
        this.arrival = arrival;
    }

    /** The same event, and how it came here. */
    EventFrame arrived(Arrival how) {
        return new EventFrame(head, previous, bytes, how);
    }

    /** How it came here, if that is known. */
    public Optional<Arrival> arrival() {
        return Optional.ofNullable(arrival);
    }

    /** Encodes an event; the frame knows nothing of the chain. */
    public static EventFrame of(RecordedEvent event) {
        EventHead head =
                new EventHead(event.documentId(), EventType.of(event.event()), event.sequence(), event.timestamp());
        return new EventFrame(head, JsonCodec.EVENTS.encode(event), null);
    }

    /**
     * The event of a record of {@code stepfold.step-events}. A value that is not written as Stepfold writes it is decoded
     * and encoded, and is not compared with the chain.
     *
     * @throws UnreadableException when such a value is not an event, or the key is not its document
     */
    public static EventFrame of(@Nullable String key, byte[] value, Headers headers) throws UnreadableException {
        Optional<EventHead> head = isOneLine(value) ? EventHead.read(key, value, headers) : Optional.empty();
        return head.isPresent()
                ? new EventFrame(head.get(), value, Records.previous(headers).orElse(null))
                : of(Records.event(key, value));
    }

    private static boolean isOneLine(byte[] value) {
        for (byte b : value) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        return true;
    }

    /** The document. */
    public DocumentId documentId() {
        return head.documentId();
    }

    /** The event's name. */
    public EventType type() {
        return head.type();
    }

    /** Its position in the document. */
    public long sequence() {
        return head.sequence();
    }

    /** When it was decided. */
    public Instant time() {
        return head.time();
    }

    /**
     * The event, decoded now.
     *
     * @throws UnreadableException when the record's value is not an event
     */
    public RecordedEvent event() throws UnreadableException {
        return JsonCodec.EVENTS.decode(value());
    }

    /** The event as JSON, on one line; a copy. */
    public byte[] value() {
        return SseEncoder.valueOf(bytes);
    }

    /** The frame; shared, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The chain hash of the event, if its record has a link; computed each time. */
    Optional<ChainHash> hash() {
        return Optional.ofNullable(previous).map(before -> before.after(value()));
    }

    /**
     * Whether the event continues a log, as far as the chain tells.
     *
     * @param logHead the chain hash of the log's last event; empty if it is not known
     */
    boolean continues(Optional<ChainHash> logHead) {
        return previous == null || logHead.isEmpty() || logHead.get().equals(previous);
    }

    /** Whether both are the same event: a forward that was repeated. */
    boolean repeats(EventFrame other) {
        return time().equals(other.time()) && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return "EventFrame[" + documentId() + " " + sequence() + "]";
    }
}
