package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.EventType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What an event's value begins with: its name, its place and its time. Read from a record as Stepfold writes it, without
 * decoding the rest of the value. The record's key and CloudEvents headers have to say the same.
 *
 * @param documentId the document
 * @param type the event's name
 * @param sequence its position in the document
 * @param time when it was decided
 */
record EventHead(DocumentId documentId, EventType type, long sequence, Instant time) {
    private static final byte[] RUN_ID = ascii("\",\"runId\":\"");
    private static final byte[] SEQUENCE = ascii("\",\"sequence\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":\"");
    private static final byte[] END = ascii("\"");

    private static final int SEQUENCE_DIGITS_MAX = 18;

    /** ISO 8601 in UTC, to the second or to the millisecond. */
    private static final int TIME_LENGTH_MIN = 20;

    private static final int TIME_LENGTH_MAX = 24;

    /** How the value of each kind of event begins. */
    private static final Map<EventType, byte[]> NAMES = new EnumMap<>(EventType.class);

    private static final Map<EventType, byte[]> TYPES = new EnumMap<>(EventType.class);

    static {
        for (EventType type : EventType.values()) {
            String status = type.status() == null ? "" : "\"status\":\"" + type.status() + "\",";
            NAMES.put(type, ascii("{\"type\":\"" + type.type() + "\"," + status + "\"documentId\":\""));
            TYPES.put(type, ascii(type.type()));
        }
    }

    /** The head of a record's value; empty if it is not written as Stepfold writes it. */
    static Optional<EventHead> read(@Nullable String key, byte[] value, Headers headers) {
        Scanner scanner = new Scanner(value);
        for (Map.Entry<EventType, byte[]> name : NAMES.entrySet()) {
            if (scanner.skip(name.getValue())) {
                return key != null && scanner.skip(ascii(key)) && scanner.skip(RUN_ID)
                        ? place(key, name.getKey(), scanner, headers)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<EventHead> place(String key, EventType type, Scanner scanner, Headers headers) {
        int runId = scanner.skipTo((byte) '"', Identifiers.LENGTH_MAX);
        if (runId == 0 || !scanner.skip(SEQUENCE)) {
            return Optional.empty();
        }
        byte[] sequence = scanner.take((byte) ',', SEQUENCE_DIGITS_MAX);
        if (!isSequence(sequence) || !scanner.skip(TIMESTAMP)) {
            return Optional.empty();
        }
        byte[] time = scanner.take((byte) '"', TIME_LENGTH_MAX);
        boolean whole = (time.length == TIME_LENGTH_MIN || time.length == TIME_LENGTH_MAX) && scanner.skip(END);
        boolean agrees = has(headers, CloudEventHeaders.TYPE, typeBytes(type))
                && has(headers, CloudEventHeaders.SEQUENCE, sequence)
                && has(headers, CloudEventHeaders.TIME, time);
        return whole && agrees ? head(key, type, sequence, time) : Optional.empty();
    }

    private static Optional<EventHead> head(String key, EventType type, byte[] sequence, byte[] time) {
        try {
            return Optional.of(
                    new EventHead(new DocumentId(key), type, number(sequence, 0, sequence.length), at(time)));
        } catch (IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Reads {@code 2026-01-01T12:00:00Z} or {@code 2026-01-01T12:00:00.000Z}; faster than a parser of every format. */
    private static Instant at(byte[] text) {
        boolean millis = text.length == TIME_LENGTH_MAX;
        if (text[4] != '-'
                || text[7] != '-'
                || text[10] != 'T'
                || text[13] != ':'
                || text[16] != ':'
                || (millis && text[19] != '.')
                || text[text.length - 1] != 'Z') {
            throw new IllegalArgumentException("not a time");
        }
        LocalDateTime time = LocalDateTime.of(
                (int) number(text, 0, 4),
                (int) number(text, 5, 7),
                (int) number(text, 8, 10),
                (int) number(text, 11, 13),
                (int) number(text, 14, 16),
                (int) number(text, 17, 19));
        return time.toInstant(ZoneOffset.UTC).plusMillis(millis ? number(text, 20, 23) : 0);
    }

    private static long number(byte[] text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                throw new IllegalArgumentException("not a number");
            }
            number = 10 * number + (text[i] - '0');
        }
        return number;
    }

    /** The type of an event, as bytes; shared, not to be changed. */
    static byte[] typeBytes(EventType type) {
        return Objects.requireNonNull(TYPES.get(type));
    }

    /** Whether there are digits, without a leading zero. */
    private static boolean isSequence(byte[] digits) {
        return digits.length == 1 || (digits.length > 1 && digits[0] != '0');
    }

    private static boolean has(Headers headers, String name, byte[] value) {
        @Nullable Header header = headers.lastHeader(name);
        return header != null && Arrays.equals(header.value(), value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Goes through a value from its first byte on. */
    private static final class Scanner {
        private final byte[] value;
        private int at;

        Scanner(byte[] value) {
            this.value = value;
        }

        /** Skips bytes that have to come next; false if they do not. */
        boolean skip(byte[] expected) {
            int end = at + expected.length;
            boolean found = end <= value.length && Arrays.equals(value, at, end, expected, 0, expected.length);
            at = found ? end : at;
            return found;
        }

        /** Skips what comes before {@code end}, and returns how long it is; 0 if it is longer than {@code lengthMax}. */
        int skipTo(byte end, int lengthMax) {
            int limit = Math.min(value.length, at + lengthMax + 1);
            for (int i = at; i < limit; i++) {
                if (value[i] == end) {
                    int length = i - at;
                    at = i;
                    return length;
                }
            }
            return 0;
        }

        /** Takes what comes before {@code end}; nothing if it is longer than {@code lengthMax}. */
        byte[] take(byte end, int lengthMax) {
            int length = skipTo(end, lengthMax);
            return Arrays.copyOfRange(value, at - length, at);
        }
    }
}
