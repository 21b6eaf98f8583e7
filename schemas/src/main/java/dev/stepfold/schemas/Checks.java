package dev.stepfold.schemas;

import java.time.Duration;

/**
 * Preconditions that the records of the contract share; each throws {@link IllegalArgumentException}. Each has an exact
 * counterpart in the JSON Schemas.
 */
public final class Checks {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private Checks() {}

    /** Rejects text without a visible character: in the schemas, the pattern {@code \S} as ECMA-262 defines it. */
    public static String notBlank(String name, String value) {
        if (value.codePoints().allMatch(Checks::isSpace)) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
        return value;
    }

    /** Rejects text of more than {@code max} characters, which are Unicode code points: {@code maxLength}. */
    public static String lengthAtMost(int max, String name, String value) {
        if (value.length() > max && value.codePointCount(0, value.length()) > max) {
            throw new IllegalArgumentException(name + " must have at most " + max + " characters");
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

    /** Rejects a number above {@code max}. */
    public static long atMost(long max, String name, long value) {
        if (value > max) {
            throw new IllegalArgumentException(name + " must be at most " + max);
        }
        return value;
    }

    /**
     * The duration in whole milliseconds, as it is written, so that a record that was written and read back equals the
     * original. Rejects a duration of less than {@code minMs} milliseconds.
     */
    public static Duration wholeMillis(long minMs, String name, Duration value) {
        return Duration.ofMillis(atLeast(minMs, name, value.toMillis()));
    }

    private static boolean isSpace(int character) {
        return (character >= '\t' && character <= '\r')
                || Character.isSpaceChar(character)
                || character == BYTE_ORDER_MARK;
    }
}
