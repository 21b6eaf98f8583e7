package dev.stepfold.generation.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Decodes server-sent events (WHATWG HTML, section 9.2.6) from pieces of bytes that may be cut anywhere. A line ends with
 * LF, CR or CRLF. Only the data of events is passed on. An event that the stream does not end with a blank line is
 * discarded, since the connection may have been cut within it.
 */
final class EventStreamDecoder {
    /** How long the lines of one event may be; the longest answer that a step can use is shorter. */
    static final int EVENT_BYTES_MAX = 4 * 1024 * 1024;

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final String DATA = "data";

    private final Consumer<String> event;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** The data of the current event, each line with a line feed behind it. */
    private final StringBuilder data = new StringBuilder();

    private boolean begun;
    private boolean afterCarriageReturn;

    /** @param event takes the data of each event that has data, which may be empty */
    EventStreamDecoder(Consumer<String> event) {
        this.event = event;
    }

    /** @throws UncheckedIOException when an event is too long */
    void accept(byte[] piece) {
        int begin = 0;
        for (int i = 0; i < piece.length; i++) {
            byte character = piece[i];
            if (character == '\n' && afterCarriageReturn) {
                begin = i + 1;
            } else if (character == '\n' || character == '\r') {
                keep(piece, begin, i);
                takeLine();
                begin = i + 1;
            }
            afterCarriageReturn = character == '\r';
        }
        keep(piece, begin, piece.length);
    }

    private void keep(byte[] piece, int begin, int end) {
        if (line.size() + data.length() + end - begin > EVENT_BYTES_MAX) {
            throw new UncheckedIOException(new IOException("an event is longer than " + EVENT_BYTES_MAX + " bytes"));
        }
        line.write(piece, begin, end - begin);
    }

    private void takeLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!begun && text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        begun = true;
        if (text.isEmpty()) {
            endEvent();
        } else {
            takeField(text);
        }
    }

    /** Takes a field's line. Comments begin with a colon, so their field has an empty name. */
    private void takeField(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (name.equals(DATA)) {
            int begin = colon < 0 ? text.length() : colon + 1;
            data.append(text, text.startsWith(" ", begin) ? begin + 1 : begin, text.length())
                    .append('\n');
        }
    }

    private void endEvent() {
        if (!data.isEmpty()) {
            String whole = data.substring(0, data.length() - 1);
            data.setLength(0);
            event.accept(whole);
        }
    }
}
