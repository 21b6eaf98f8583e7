package dev.stepfold.localstack.system;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a soak takes, and how much is at work in it: the system properties {@code stepfold.soak.*}.
 *
 * @param seed of every choice
 * @param length how long it is measured, without the warm-up
 * @param warmUp how long everything is at work before
 * @param atWork documents with a run at any time
 * @param atRest documents that are made before, and rest until their turn comes
 * @param watchers clients that come and go
 * @param killEvery one process is killed in each stretch of this length; zero for none
 * @param archiveAfter {@code STEPFOLD_ARCHIVE_AFTER}
 * @param step how long the model takes for a step, on average
 */
record SoakOptions(
        long seed,
        Duration length,
        Duration warmUp,
        int atWork,
        int atRest,
        int watchers,
        Duration killEvery,
        Duration archiveAfter,
        Duration step) {
    /** What turns a soak on. */
    static final String SWITCH = "stepfold.soak";

    private static final Duration WINDOW_MAX = Duration.ofMinutes(10);
    private static final int WINDOWS_MIN = 6;
    private static final int WARM_UPS = 4;
    private static final int SEEDS = 1_000_000;

    static SoakOptions fromProperties() {
        Duration length = Duration.ofMinutes(Long.getLong("stepfold.soak.minutes", 120));
        return new SoakOptions(
                Long.getLong("stepfold.soak.seed", ThreadLocalRandom.current().nextLong(SEEDS)),
                length,
                seconds("warmUpSeconds", length.dividedBy(WARM_UPS)),
                Integer.getInteger("stepfold.soak.work", 500),
                Integer.getInteger("stepfold.soak.rest", 5_000),
                Integer.getInteger("stepfold.soak.watchers", 200),
                seconds("killSeconds", Duration.ofMinutes(5)),
                seconds("archiveSeconds", Duration.ofMinutes(10)),
                seconds("stepSeconds", Duration.ofSeconds(20)));
    }

    private static Duration seconds(String name, Duration unlessGiven) {
        return Duration.ofSeconds(Long.getLong("stepfold.soak." + name, unlessGiven.toSeconds()));
    }

    /** What is compared: the first stretch of this length with the last one. */
    Duration window() {
        Duration share = length.dividedBy(WINDOWS_MIN);
        return share.compareTo(WINDOW_MAX) < 0 ? share : WINDOW_MAX;
    }

    /** The properties by which the same soak is asked for again. */
    String asked() {
        return "-D" + SWITCH + "=true -Dstepfold.soak.seed=" + seed + " -Dstepfold.soak.minutes=" + length.toMinutes()
                + " -Dstepfold.soak.warmUpSeconds=" + warmUp.toSeconds() + " -Dstepfold.soak.work=" + atWork
                + " -Dstepfold.soak.rest=" + atRest + " -Dstepfold.soak.watchers=" + watchers
                + " -Dstepfold.soak.killSeconds=" + killEvery.toSeconds() + " -Dstepfold.soak.archiveSeconds="
                + archiveAfter.toSeconds() + " -Dstepfold.soak.stepSeconds=" + step.toSeconds();
    }
}
