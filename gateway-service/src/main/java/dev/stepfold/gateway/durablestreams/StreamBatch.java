package dev.stepfold.gateway.durablestreams;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import java.io.ByteArrayOutputStream;
import java.time.Duration;

/** The events of one response. */
public final class StreamBatch {
    static final int EVENTS_MAX = 200;
    static final int BYTES_MAX = 1024 * 1024;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final byte[] json;
    private final StreamOffset next;
    private final boolean upToDate;
    private final boolean empty;

    private StreamBatch(byte[] json, StreamOffset next, boolean upToDate, boolean empty) {
        this.json = json;
        this.next = next;
        this.upToDate = upToDate;
        this.empty = empty;
    }

    /** A JSON array; not to be changed. */
    public byte[] json() {
        return json;
    }

    /** Where the next request goes on. */
    public StreamOffset next() {
        return next;
    }

    /** Whether these are all events that there are now. */
    public boolean isUpToDate() {
        return upToDate;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return empty;
    }

    /**
     * Reads what there is from an offset on, at most {@value #EVENTS_MAX} events, and no further one after
     * {@value #BYTES_MAX} bytes.
     *
     * @param stream begins after the offset
     * @param patience how long to wait for the first event
     * @throws ProblemException when the stream cannot be read from there
     */
    public static StreamBatch read(DocumentStream stream, StreamOffset from, Duration patience) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.write('[');
        StreamOffset position = from;
        for (int events = 0; events < EVENTS_MAX && json.size() < BYTES_MAX; events++) {
            Next next = stream.next(events == 0 ? patience : Duration.ZERO);
            switch (next) {
                case Next.Event(EventFrame frame) -> {
                    if (events > 0) {
                        json.write(',');
                    }
                    json.writeBytes(frame.value());
                    position = StreamOffset.after(frame.sequence());
                }
                case Next.Heartbeat _ -> {
                    return of(json, position, true, events == 0);
                }
                case Next.Reset _, Next.Snapshot _, Next.Expired _, Next.End _ -> {
                    if (events == 0) {
                        requireReadable(next);
                    }
                    return of(json, position, false, events == 0);
                }
            }
        }
        return of(json, position, false, false);
    }

    private static StreamBatch of(ByteArrayOutputStream json, StreamOffset next, boolean upToDate, boolean empty) {
        json.write(']');
        return new StreamBatch(json.toByteArray(), next, upToDate, empty);
    }

    /**
     * Whether a stream that begins like this can be read from its offset.
     *
     * @throws ProblemException if not: no response of this stream gave the offset, or the document was erased or recreated
     *     since; or it cannot be read at the moment, or not with these credentials
     */
    public static void requireReadable(Next first) {
        switch (first) {
            case Next.Event _, Next.Heartbeat _ -> {}
            case Next.Reset _, Next.Snapshot _ -> throw unreadable();
            case Next.Expired _ -> throw expired();
            case Next.End(var reason) -> {
                switch (reason) {
                    case ERASED, AT_REST -> throw unreadable();
                    case EXPIRED -> throw expired();
                    case LOG_UNAVAILABLE ->
                        throw ProblemException.passing(
                                ProblemCode.KAFKA_UNAVAILABLE,
                                "Kafka did not answer in time. Retry later.",
                                RETRY_AFTER);
                    case CLOSED -> {}
                }
            }
        }
    }

    private static ProblemException unreadable() {
        return ProblemException.ofField(
                ProblemCode.SEQUENCE_NOT_FOUND, "offset", "The stream cannot be read from that offset.");
    }

    private static ProblemException expired() {
        return ProblemException.of(ProblemCode.UNAUTHENTICATED, "The token has expired.");
    }
}
