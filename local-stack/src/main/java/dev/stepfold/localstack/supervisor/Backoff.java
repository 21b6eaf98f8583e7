package dev.stepfold.localstack.supervisor;

import java.time.Duration;

/**
 * How long to wait before a process that died is started again: exponential, bounded, and spread by jitter so that
 * processes that died together do not all come back in the same instant.
 *
 * @param first the wait after the first death
 * @param max the longest wait, whatever the number of deaths
 * @param forgiveAfter a process that ran this long counts as well again: its next death is a first one
 */
public record Backoff(Duration first, Duration max, Duration forgiveAfter) {
    /** Quick after a single death, since somebody is waiting; gentle on a machine where something stays broken. */
    public static final Backoff STANDARD =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private static final int DOUBLINGS_MAX = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("a backoff needs 0 < first <= max, not " + first + " and " + max);
        }
    }

    /** The number of deaths in a row, after one more that came after running for this long. */
    public int deathsInARow(int before, Duration ran) {
        return ran.compareTo(forgiveAfter) >= 0 ? 1 : before + 1;
    }

    /**
     * The wait after this many deaths in a row: between half of the exponential value and all of it.
     *
     * @param deaths from 1
     * @param random from 0 (shortest) to 1 (longest)
     */
    public Duration delay(int deaths, double random) {
        if (deaths < 1) {
            throw new IllegalArgumentException("deaths are counted from 1, not " + deaths);
        }
        long doublings = Math.min(deaths - 1, DOUBLINGS_MAX);
        double full = Math.min((double) max.toNanos(), (double) first.toNanos() * (1L << doublings));
        return Duration.ofNanos((long) (full * (0.5 + 0.5 * random)));
    }
}
