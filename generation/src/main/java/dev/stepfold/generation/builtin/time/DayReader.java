package dev.stepfold.generation.builtin.time;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Reads lists and ranges of days of the week and of months: "Mon-Fri", "Monday, Wednesday and Friday". */
final class DayReader {
    private static final Set<String> SEPARATORS = Set.of(",", "and", "&", "or", "/");
    private static final Set<String> RANGES = Set.of("to", "through", "thru", "till", "until", "-", "–", "—");
    private static final Set<Integer> WORKING = Set.of(1, 2, 3, 4, 5);
    private static final Set<Integer> FREE = Set.of(0, 6);

    private final Words words;

    DayReader(Words words) {
        this.words = words;
    }

    /** Days of the week, Sunday being 0. */
    Optional<Read<NavigableSet<Integer>>> days(int i) {
        return list(i, this::day);
    }

    /** Months, January being 1. */
    Optional<Read<NavigableSet<Integer>>> months(int i) {
        return list(i, this::month);
    }

    private Optional<Read<NavigableSet<Integer>>> list(int i, IntFunction<Optional<Read<NavigableSet<Integer>>>> item) {
        NavigableSet<Integer> all = new TreeSet<>();
        int to = i;
        Optional<Read<NavigableSet<Integer>>> next = item.apply(i);
        while (next.isPresent()) {
            all.addAll(next.get().value());
            to = next.get().to();
            int after = words.skip(words.skip(to, SEPARATORS), SEPARATORS);
            next = item.apply(after);
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new Read<>(all, to));
    }

    private Optional<Read<NavigableSet<Integer>>> day(int i) {
        if (words.isIn(i, Set.of("weekday", "weekdays", "workday", "workdays"))) {
            return Optional.of(new Read<>(new TreeSet<>(WORKING), i + 1));
        }
        if (words.isIn(i, Set.of("weekend", "weekends"))) {
            return Optional.of(new Read<>(new TreeSet<>(FREE), i + 1));
        }
        if (words.isIn(i, Set.of("business", "working", "work")) && words.isIn(i + 1, Set.of("day", "days"))) {
            return Optional.of(new Read<>(new TreeSet<>(WORKING), i + 2));
        }
        String[] ends = words.at(i).replace('–', '-').split("-", -1);
        if (ends.length == 2) {
            return range(Calendar.weekday(ends[0]), Calendar.weekday(ends[1]), 0, 6, i + 1);
        }
        OptionalInt day = Calendar.weekday(words.at(i));
        OptionalInt last = words.isIn(i + 1, RANGES) ? Calendar.weekday(words.at(i + 2)) : OptionalInt.empty();
        return last.isPresent() ? range(day, last, 0, 6, i + 3) : range(day, day, 0, 6, i + 1);
    }

    private Optional<Read<NavigableSet<Integer>>> month(int i) {
        OptionalInt month = Calendar.month(words.at(i));
        OptionalInt last = words.isIn(i + 1, RANGES) ? Calendar.month(words.at(i + 2)) : OptionalInt.empty();
        return last.isPresent() ? range(month, last, 1, 12, i + 3) : range(month, month, 1, 12, i + 1);
    }

    /** A range, which may go over the end of the week or of the year. */
    private static Optional<Read<NavigableSet<Integer>>> range(
            OptionalInt first, OptionalInt last, int min, int max, int to) {
        if (first.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        NavigableSet<Integer> all = new TreeSet<>();
        int number = first.getAsInt();
        all.add(number);
        while (number != last.getAsInt()) {
            number = number == max ? min : number + 1;
            all.add(number);
        }
        return Optional.of(new Read<>(all, to));
    }
}
