package dev.stepfold.schemas.random;

import java.util.SplittableRandom;

/** Runs a law on many seeds; a failure names its seed, and {@code -Dstepfold.seed=<seed>} runs that one alone. */
public final class Seeds {
    private static final String PROPERTY = "stepfold.seed";

    private Seeds() {}

    public static void forEach(int rounds, Law law) {
        Long replayed = Long.getLong(PROPERTY);
        if (replayed != null) {
            check(replayed, law);
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < rounds; i++) {
            check(seeds.nextLong(), law);
        }
    }

    private static void check(long seed, Law law) {
        try {
            law.check(new RandomValues(new SplittableRandom(seed)));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("replay with -D" + PROPERTY + "=" + seed + ": " + e.getMessage(), e);
        }
    }

    /** Something that is true of whatever is drawn. */
    @FunctionalInterface
    public interface Law {
        void check(RandomValues random) throws Exception;
    }
}
