package dev.stepfold.schemas.codec;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The W3C Trace Context {@code traceparent} that follows a request through every record it causes.
 *
 * @param value version 00, for example {@code 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01}
 */
public record Traceparent(String value) {
    /** The name of the HTTP and Kafka header. */
    public static final String HEADER = "traceparent";

    private static final Pattern ALLOWED =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    public Traceparent {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("not a traceparent of version 00");
        }
    }

    /** The value of a header, or empty if it is missing or malformed, which the specification says to ignore. */
    public static Optional<Traceparent> parse(@Nullable String header) {
        return header != null && ALLOWED.matcher(header).matches()
                ? Optional.of(new Traceparent(header))
                : Optional.empty();
    }

    /**
     * Of its parts.
     *
     * @param traceId 32 hexadecimal digits, not all of them 0
     * @param spanId 16 hexadecimal digits, not all of them 0
     * @param flags the lowest bit says that the trace is sampled
     */
    public static Traceparent of(String traceId, String spanId, byte flags) {
        return new Traceparent(
                "00-" + traceId + "-" + spanId + "-" + HexFormat.of().toHexDigits(flags));
    }

    /** The trace, 32 hexadecimal digits. */
    public String traceId() {
        return value.substring(3, 35);
    }

    /** The span that is the parent of what this is given to, 16 hexadecimal digits. */
    public String spanId() {
        return value.substring(36, 52);
    }

    /** The flags; the lowest bit says that the trace is sampled. */
    public byte flags() {
        return (byte) HexFormat.fromHexDigits(value, 53, 55);
    }

    /** A new sampled trace. */
    public static Traceparent random(RandomGenerator random) {
        HexFormat hex = HexFormat.of();
        return new Traceparent("00-" + hex.toHexDigits(random.nextLong() | 1) + hex.toHexDigits(random.nextLong()) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-01");
    }
}
