package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Writes frames of {@code text/event-stream} (WHATWG HTML, section 9.2). No value can break out of its frame: every line
 * break of a value, whichever of CR, LF and CRLF it is, begins a new field line of the same name.
 */
public final class SseEncoder {
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");

    private static final byte[] ID = bytes("id: ");
    private static final byte[] EVENT = bytes("\nevent: ");
    private static final byte[] DATA = bytes("\ndata: ");
    private static final byte[] END = bytes("\n\n");

    private SseEncoder() {}

    /** How long the client waits before it connects again. */
    public static byte[] retry(Duration wait) {
        return bytes("retry: " + wait.toMillis() + "\n\n");
    }

    /** A comment, which clients ignore; keeps proxies from ending a quiet connection. */
    public static byte[] comment(String text) {
        return bytes(field("", text) + "\n");
    }

    /** The document's state. */
    public static byte[] snapshot(DocumentState state) {
        return frame(Long.toString(state.sequence()), "snapshot", JsonCodec.STATES.encode(state));
    }

    /** One event, exactly as it is in the topics. */
    public static byte[] event(RecordedEvent event) {
        return frame(
                Long.toString(event.sequence()), EventType.of(event.event()).type(), JsonCodec.EVENTS.encode(event));
    }

    /**
     * One event whose value is known.
     *
     * @param type the event's type
     * @param value the event as JSON, without a line break
     */
    static byte[] event(long sequence, byte[] type, byte[] value) {
        byte[] id = bytes(Long.toString(sequence));
        ByteBuffer frame = ByteBuffer.allocate(
                ID.length + id.length + EVENT.length + type.length + DATA.length + value.length + END.length);
        return frame.put(ID)
                .put(id)
                .put(EVENT)
                .put(type)
                .put(DATA)
                .put(value)
                .put(END)
                .array();
    }

    /** The value of a frame that {@link #event(long, byte[], byte[])} made. */
    static byte[] valueOf(byte[] frame) {
        int value = 0;
        for (int lines = 0; lines < 2; value++) {
            if (frame[value] == '\n') {
                lines++;
            }
        }
        return Arrays.copyOfRange(frame, value + DATA.length - 1, frame.length - END.length);
    }

    /** The client's cursor is discarded; a snapshot follows. Has no id, so that only the snapshot moves the cursor. */
    public static byte[] reset(ResetReason reason) {
        return bytes(field("event", "reset")
                + field("data", "{\"reason\":\"" + reason.code() + "\",\"message\":\"" + reason.message() + "\"}")
                + "\n");
    }

    /**
     * The client's credentials have expired, and the stream ends. Has no id: the client reconnects with its cursor and
     * new credentials.
     */
    public static byte[] expired() {
        return bytes(field("event", "expired")
                + field(
                        "data",
                        "{\"reason\":\"token-expired\",\"message\":\"The token has expired. Connect again with a new one.\"}")
                + "\n");
    }

    /** A frame with an id. */
    static byte[] frame(String id, String event, byte[] data) {
        return bytes(field("id", id)
                + field("event", event)
                + field("data", new String(data, StandardCharsets.UTF_8))
                + "\n");
    }

    private static String field(String name, String value) {
        return name + ": " + LINE_BREAK.matcher(value).replaceAll("\n" + name + ": ") + "\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
