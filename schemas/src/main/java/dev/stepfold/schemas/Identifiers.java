package dev.stepfold.schemas;

/** The one rule for ids, safe in URLs, Kafka topic names and file names. */
public final class Identifiers {
    /** The longest id, in characters. */
    public static final int LENGTH_MAX = 64;

    private Identifiers() {}

    /**
     * Whether {@code value} is a well-formed id: 1 to {@value #LENGTH_MAX} ASCII letters, digits, {@code _} and {@code -}. A
     * loop, since each record that is read has several ids.
     */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isAllowed(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '_';
    }

    static void check(String name, String value) {
        if (!isValid(value)) {
            throw new IllegalArgumentException(name + " must match [A-Za-z0-9_-]{1," + LENGTH_MAX + "}");
        }
    }
}
