package dev.stepfold.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The measured times of one thing.
 *
 * @param sorted at least one, shortest first
 */
record Figures(List<Duration> sorted) {
    Figures {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = sorted.stream().sorted().toList();
    }

    Duration min() {
        return sorted.getFirst();
    }

    Duration median() {
        return sorted.get((sorted.size() - 1) / 2);
    }

    Duration percentile(double percent) {
        return sorted.get((int) ((sorted.size() - 1) * percent / 100));
    }

    Duration max() {
        return sorted.getLast();
    }

    /** In seconds, for people. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
    }
}
