package dev.stepfold.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the caller of a row chose.
 *
 * @param quick counts so small that the figures mean nothing: only tries that the command works
 * @param repeats how often everything is measured, 1 to 20
 * @param without subjects that are left out, such as {@code restate}
 */
record Options(boolean quick, int repeats, Set<String> without) {
    private static final int REPEATS_DEFAULT = 3;
    private static final int REPEATS_MAX = 20;

    Options {
        if (repeats < 1 || repeats > REPEATS_MAX) {
            throw new IllegalArgumentException("--repeats must be 1 to " + REPEATS_MAX);
        }
        without = Set.copyOf(without);
    }

    /**
     * Reads {@code --quick}, {@code --repeats N} and {@code --without NAME}.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Options of(List<String> arguments) {
        boolean quick = false;
        int repeats = 0;
        Set<String> without = new TreeSet<>();
        List<String> left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--quick" -> quick = true;
                case "--repeats" -> repeats = Integer.parseInt(value(option, left));
                case "--without" -> without.add(value(option, left).toLowerCase(Locale.ROOT));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new Options(quick, repeats != 0 ? repeats : quick ? 1 : REPEATS_DEFAULT, without);
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.removeFirst();
    }

    /** A count: the usual one, or with {@code --quick} the other. */
    int count(int usual, int quickly) {
        return quick ? quickly : usual;
    }
}
