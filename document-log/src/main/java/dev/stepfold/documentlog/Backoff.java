package dev.stepfold.documentlog;

import java.time.Duration;

/**
 * How long to wait before the next retry: the first wait, doubled after each further failure, never above the longest.
 *
 * @param first after the first failure
 * @param longest after any
 */
public record Backoff(Duration first, Duration longest) {
    private static final int DOUBLINGS_MAX = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "a backoff needs 0 < first <= longest, not " + first + " and " + longest);
        }
    }

    /** The wait after that many failures in a row, from 1. */
    public Duration after(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(Math.max(failures, 1) - 1, DOUBLINGS_MAX));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
