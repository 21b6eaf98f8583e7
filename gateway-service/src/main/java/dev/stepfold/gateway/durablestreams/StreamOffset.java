package dev.stepfold.gateway.durablestreams;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Cursor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A position between two events, as clients of the protocol hold it: opaque to them, and ordered as its text is.
 *
 * @param next the sequence of the next event; everything before it has been read
 */
public record StreamOffset(long next) {
    /** Before the first event. */
    public static final StreamOffset BEGINNING = new StreamOffset(0);

    private static final String SENTINEL_OF_BEGINNING = "-1";
    private static final String SENTINEL_OF_END = "now";

    /** 18 digits always fit a {@code long}. */
    private static final Pattern READABLE = Pattern.compile("00[0-9]{18}");

    /**
     * Reads the parameter {@code offset}.
     *
     * @param values the values in the query: none for the beginning
     * @return empty for {@code now}, the stream's end
     * @throws ProblemException when there are several, or it is no offset
     */
    public static Optional<StreamOffset> of(List<String> values) {
        if (values.isEmpty()) {
            return Optional.of(BEGINNING);
        }
        String value = values.getFirst();
        if (values.size() > 1 || !isOffset(value)) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_PARAMETER,
                    "offset",
                    "offset must be one value that a response gave as Stream-Next-Offset, -1 or now.");
        }
        return switch (value) {
            case SENTINEL_OF_END -> Optional.empty();
            case SENTINEL_OF_BEGINNING -> Optional.of(BEGINNING);
            default -> Optional.of(new StreamOffset(Long.parseLong(value)));
        };
    }

    private static boolean isOffset(String value) {
        return value.equals(SENTINEL_OF_BEGINNING)
                || value.equals(SENTINEL_OF_END)
                || READABLE.matcher(value).matches();
    }

    /** The position after an event. */
    public static StreamOffset after(long sequence) {
        return new StreamOffset(sequence + 1);
    }

    /** What a stream from here on begins after. */
    public Cursor cursor() {
        return new Cursor.After(next - 1);
    }

    /** 20 digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%020d", next);
    }
}
