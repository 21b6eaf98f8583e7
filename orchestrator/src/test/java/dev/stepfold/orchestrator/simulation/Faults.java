package dev.stepfold.orchestrator.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Decides by the seed which faults occur, and counts them. After {@link #end} none occurs.
 */
class Faults {
    private static final int CRASHES_MAX = 8;

    private final RandomGenerator random;
    private final boolean cuts;
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private boolean ended;

    /** The faults that can occur. */
    enum Kind {
        CRASH_BEFORE_APPEND(0.01),
        CRASH_AFTER_APPEND(0.01),
        CRASH_BEFORE_FORWARD(0.006),
        CRASH_BEFORE_COMMIT(0.01),
        CRASH_BEFORE_ERASE(0.03),
        CRASH_AFTER_ERASE(0.05),
        CRASH_IN_ARCHIVE(0.02),
        CRASH_BETWEEN(0.002),
        STOPPED_AND_CONTINUED(0.004),
        STOPPED_IN_ARCHIVE(0.05),
        REBALANCE(0.004),
        POWER_CUT(0.001),
        LOG_CUT(0.001),
        APPEND_UNANSWERED(0.03),
        READ_UNANSWERED(0.03),
        LATE_APPEND(0.5),
        COMMIT_FAILED(0.05),
        COMMAND_TWICE(0.3),
        UNREADABLE_COMMAND(0.05),
        STEP_FAILED(0.15);

        private final double probability;

        Kind(double probability) {
            this.probability = probability;
        }

        /** Whether Kafka loses records by it. */
        boolean isCut() {
            return this == POWER_CUT || this == LOG_CUT;
        }

        private boolean isCrash() {
            return name().startsWith("CRASH");
        }
    }

    /** The process dies where it stands. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash(Kind where) {
            super(where.name(), null, false, false);
        }
    }

    /** @param cuts whether Kafka loses records, too */
    Faults(RandomGenerator random, boolean cuts) {
        this.random = random;
        this.cuts = cuts;
    }

    /** Whether this fault occurs now. */
    boolean strikes(Kind kind) {
        boolean strikes = random.nextDouble() < kind.probability
                && (cuts || !kind.isCut())
                && !ended
                && !(kind.isCrash() && crashes() >= CRASHES_MAX);
        if (strikes) {
            counts.merge(kind, 1, Integer::sum);
        }
        return strikes;
    }

    /** Crashes here, if the seed says so. */
    void maybeCrash(Kind where) {
        if (strikes(where)) {
            throw new Crash(where);
        }
    }

    /** From now on no fault occurs. */
    void end() {
        ended = true;
    }

    boolean haveEnded() {
        return ended;
    }

    Map<Kind, Integer> counts() {
        return counts;
    }

    private int crashes() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().isCrash())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
