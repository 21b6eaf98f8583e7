package dev.stepfold.orchestrator.document;

import org.slf4j.event.Level;

/**
 * How loud a failure is that is retried: the first, the second, the fourth, the eighth, … is a warning. Thousands of
 * documents that wait for Kafka would fill the logs otherwise.
 */
public final class Repeated {
    private Repeated() {}

    /** The level at which a failure is logged. */
    public static Level level(int failures) {
        return Integer.bitCount(failures) == 1 ? Level.WARN : Level.DEBUG;
    }
}
