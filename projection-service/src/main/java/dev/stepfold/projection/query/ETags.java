package dev.stepfold.projection.query;

import java.util.OptionalLong;

/** The entity tag of a state (RFC 9110): its sequence in quotes. */
public final class ETags {
    private ETags() {}

    /** The tag of a state at that sequence. */
    public static String of(long sequence) {
        return "\"" + sequence + "\"";
    }

    /** The sequence that a tag names, if it names one. */
    static OptionalLong sequence(String tag) {
        String digits = tag.length() >= 3 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : "";
        try {
            return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }
}
