package dev.stepfold.generation.builtin.time;

import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/** Reads lists and ranges of days of the week and of months: "Mon-Fri", "Monday, Wednesday and Friday". */
final class DayReader {
    private static final Set<String> SEPARATORS = Set.of(",", "and", "&", "+", "or", "/");
    static final Set<String> RANGES = Set.of("to", "through", "thru", "till", "until", "-", "–", "—");
    static final Set<String> BETWEEN = Set.of("between");
    private static final Set<Integer> WORKING = Set.of(1, 2, 3, 4, 5);
    private static final Set<Integer> FREE = Set.of(0, 6);

    private static final int SHORTEST_ROW = 3;
    private static final Pattern ROW = Pattern.compile("M?(?:Tu?(?!h))?W?(?:Th)?F?");
    private static final Pattern ROW_DAY = Pattern.compile("Th|Tu|[MTWF]");

    private final Words words;

    DayReader(Words words) {
        this.words = words;
    }

    /** Days of the week, Sunday being 0. */
    Optional<Read<NavigableSet<Integer>>> days(int i) {
        return between(i, Calendar::weekday, 0, 6).or(() -> list(i, this::day));
    }

    /** Months, January being 1. */
    Optional<Read<NavigableSet<Integer>>> months(int i) {
        return between(i, Calendar::month, 1, 12).or(() -> list(i, this::month));
    }

    /** "between Monday and Friday" is a range; anything else after it is not read. */
    private Optional<Read<NavigableSet<Integer>>> between(
            int i, Function<String, OptionalInt> number, int min, int max) {
        int and = i + 2;
        boolean two = words.isIn(i, BETWEEN) && words.isIn(and, Set.of("and", "&"));
        return two
                ? range(number.apply(words.at(i + 1)), number.apply(words.at(and + 1)), min, max, and + 2)
                : Optional.empty();
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
            return range(inRange(ends[0]), inRange(ends[1]), 0, 6, i + 1);
        }
        Optional<Read<NavigableSet<Integer>>> joined = joinedDays(i);
        if (joined.isPresent()) {
            return joined;
        }
        OptionalInt day = weekday(i);
        OptionalInt last = words.isIn(i + 1, RANGES) ? weekday(i + 2) : OptionalInt.empty();
        return last.isPresent() ? range(day, last, 0, 6, i + 3) : range(day, day, 0, 6, i + 1);
    }

    private static OptionalInt inRange(String word) {
        OptionalInt day = Calendar.weekday(word);
        return day.isPresent() ? day : Calendar.shortestDay(word);
    }

    /** "Mo" is a day only beside another one: "Mo and We". */
    private OptionalInt weekday(int i) {
        boolean beside = isShortestDay(i)
                && (isShortestDay(before(i))
                        || isShortestDay(words.skipAll(i + 1, SEPARATORS))
                        || isShortestDay(i + 2));
        return beside ? Calendar.shortestDay(words.at(i)) : Calendar.weekday(words.at(i));
    }

    private int before(int i) {
        int k = i - 1;
        while (k >= 0 && (words.isIn(k, SEPARATORS) || words.isIn(k, RANGES))) {
            k--;
        }
        return k == i - 1 ? -1 : k;
    }

    private boolean isShortestDay(int i) {
        String written = i >= 0 && i < words.size() ? words.written().get(i) : "";
        return Calendar.shortestDay(words.at(i)).isPresent() && written.matches("\\p{Lu}\\p{Ll}?");
    }

    /** "MWF", "TTh". */
    private Optional<Read<NavigableSet<Integer>>> joinedDays(int i) {
        String written = i < words.size() ? words.written().get(i) : "";
        if (written.length() < SHORTEST_ROW || !ROW.matcher(written).matches()) {
            return Optional.empty();
        }
        NavigableSet<Integer> all = new TreeSet<>();
        ROW_DAY.matcher(written)
                .results()
                .forEach(day -> Calendar.shortestDay(day.group().toLowerCase(Locale.ROOT))
                        .ifPresent(all::add));
        return Optional.of(new Read<>(all, i + 1));
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
