package dev.stepfold.schemas;

/** Preconditions that the records of the contract share; each throws {@link IllegalArgumentException}. */
public final class Checks {
    private Checks() {}

    /** Rejects text without a visible character. */
    public static String notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
        return value;
    }

    /** Rejects a number below {@code min}. */
    public static long atLeast(long min, String name, long value) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be at least " + min);
        }
        return value;
    }
}
