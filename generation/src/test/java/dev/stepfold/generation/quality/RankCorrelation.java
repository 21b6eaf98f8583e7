package dev.stepfold.generation.quality;

import java.util.stream.IntStream;

/** Spearman's rank correlation coefficient: that of Pearson over the ranks, where equal values share their mean rank. */
final class RankCorrelation {
    private RankCorrelation() {}

    /** From -1 to 1; the arrays are as long as each other, and neither has only equal values. */
    static double of(double[] one, double[] other) {
        double[] first = ranks(one);
        double[] second = ranks(other);
        double mean = (one.length + 1) / 2.0;
        double both = 0;
        double ofFirst = 0;
        double ofSecond = 0;
        for (int i = 0; i < first.length; i++) {
            both += (first[i] - mean) * (second[i] - mean);
            ofFirst += (first[i] - mean) * (first[i] - mean);
            ofSecond += (second[i] - mean) * (second[i] - mean);
        }
        return both / Math.sqrt(ofFirst * ofSecond);
    }

    private static double[] ranks(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> rank(values, values[i]))
                .toArray();
    }

    private static double rank(double[] values, double value) {
        long less =
                IntStream.range(0, values.length).filter(i -> values[i] < value).count();
        long equal = IntStream.range(0, values.length)
                .filter(i -> values[i] == value)
                .count();
        return less + (equal + 1) / 2.0;
    }
}
