package dev.stepfold.schemas.event;

/**
 * How good a finished agent is, each score from 0 to 1.
 *
 * @param completeness how much of the understood request the agent covers
 * @param consistency how well its parts fit together
 * @param coverage how much of what could be automated is automated
 * @param overall the three in one
 */
public record Quality(double completeness, double consistency, double coverage, double overall) {
    public Quality {
        checkScore("completeness", completeness);
        checkScore("consistency", consistency);
        checkScore("coverage", coverage);
        checkScore("overall", overall);
    }

    private static void checkScore(String name, double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("quality." + name + " must be from 0 to 1");
        }
    }
}
