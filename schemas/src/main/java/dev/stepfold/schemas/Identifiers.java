package dev.stepfold.schemas;

import java.util.regex.Pattern;

/** The one rule for ids, safe in URLs, Kafka topic names and file names. */
public final class Identifiers {
    /** The longest id, in characters. */
    public static final int LENGTH_MAX = 64;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{1," + LENGTH_MAX + "}");

    private Identifiers() {}

    /** Whether {@code value} is a well-formed id. */
    public static boolean isValid(String value) {
        return ALLOWED.matcher(value).matches();
    }

    static void check(String name, String value) {
        if (!isValid(value)) {
            throw new IllegalArgumentException(name + " must match " + ALLOWED.pattern());
        }
    }
}
