package dev.stepfold.benchmarks;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A goal of Stepfold: a quantity, or its ratio to another one of the same session.
 *
 * @param what for people: {@code further runs/s ÷ Restate}
 * @param to what {@code of} is divided by; null for the quantity itself
 * @param atLeast the goal
 * @param moonshot the goal beyond; null for none
 */
record Target(
        String what,
        Quantity of,
        @Nullable Quantity to,
        double atLeast,
        @Nullable Double moonshot) {
    /** The value by the medians of all repeats; null when one of them was not measured. */
    @Nullable Double value(Results results) {
        Double dividend = results.median(of);
        if (dividend == null || to == null) {
            return dividend;
        }
        Double divisor = results.median(to);
        return divisor == null ? null : (Double) (dividend / divisor);
    }

    /** The value of each repeat in which all of it was measured. */
    List<Double> values(Results results) {
        List<Double> dividends = results.all(of);
        if (to == null) {
            return dividends;
        }
        List<Double> divisors = results.all(to);
        return IntStream.range(0, Math.min(dividends.size(), divisors.size()))
                .mapToObj(repeat -> dividends.get(repeat) / divisors.get(repeat))
                .toList();
    }
}
