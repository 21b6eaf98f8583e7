package dev.stepfold.generation.builtin.time;

import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads days of the month and of the year: "on the 1st and 15th", "every year on March 3". */
final class DateReader {
    private static final Set<String> ON = Set.of("on", "every", "each", "only", "all", "any");
    private static final Set<String> ARTICLES = Set.of("the", "a", "an");
    private static final Set<String> LIST = Set.of("and", ",", "&", "or");
    /** After these, "the 2nd" is not a day of the month. */
    private static final Set<String> NO_DATES = Set.of(
            "floor",
            "street",
            "avenue",
            "time",
            "attempt",
            "century",
            "edition",
            "version",
            "grade",
            "place",
            "position",
            "try",
            "visit",
            "call",
            "stage",
            "step",
            "person",
            "order",
            "item",
            "reminder",
            "one",
            "party",
            "shift");

    private final Words words;
    private final ClockReader clocks;
    private final SpokenTime said;

    DateReader(Words words, SpokenTime said) {
        this.words = words;
        this.clocks = new ClockReader(words);
        this.said = said;
    }

    /** "on January 31", "every 1st of March": a day of the year. */
    int yearly(int i) {
        int at = words.skip(words.skip(i, ON), ARTICLES);
        boolean introduced = at > i;
        OptionalInt month = Calendar.month(words.at(at));
        OptionalInt day = date(month.isPresent() ? words.skip(at + 1, ARTICLES) : at);
        if (month.isPresent() && day.isPresent() && introduced) {
            return date(month.getAsInt(), day.getAsInt(), words.skip(at + 1, ARTICLES) + 1);
        }
        int of = words.skip(at + 1, Set.of("of"));
        OptionalInt later = Calendar.month(words.at(of));
        boolean first = day.isPresent() && later.isPresent() && introduced;
        return first ? date(later.getAsInt(), day.getAsInt(), of + 1) : i;
    }

    private int date(int month, int day, int to) {
        said.dates.add(day);
        said.months.add(month);
        said.recurs = true;
        return to;
    }

    private OptionalInt date(int i) {
        OptionalInt ordinal = Calendar.ordinal(words.at(i));
        return ordinal.isPresent()
                        || !Calendar.startsWithDigit(words.at(i))
                        || !words.at(i).matches("\\d{1,2}")
                ? ordinal
                : Calendar.number(words.at(i)).stream().filter(day -> day <= 31).findFirst();
    }

    /** "on the 1st and 15th", "on the first of each month", "on the last day". */
    int monthly(int i) {
        int at = words.skip(words.skip(i, ON), ARTICLES);
        if (at > i && said.frequency != null && words.are(at, "last", "day") && !words.is(at + 2, "of")) {
            said.lastDate = true;
            return at + 2;
        }
        if (at > i && words.is(at, "day") && words.at(at + 1).matches("\\d{1,2}")) {
            return takeDates(date(at + 1).stream().collect(TreeSet::new, TreeSet::add, TreeSet::addAll), at + 2, i);
        }
        NavigableSet<Integer> found = new TreeSet<>();
        boolean digits = true;
        int to = at;
        int next = at;
        OptionalInt day = ordinal(next);
        while (day.isPresent()) {
            found.add(day.getAsInt());
            digits &= Character.isDigit(words.at(next).charAt(0));
            to = next + (Numbers.joined(words, next).equals(words.at(next)) ? 1 : 2);
            next = words.skip(words.skip(words.skip(words.skip(to, LIST), LIST), Set.of("on")), ARTICLES);
            day = ordinal(next);
        }
        boolean alone = digits && (at > i || !said.isEmpty()) && !words.isIn(to, NO_DATES) && clocks.isFree(to);
        return found.isEmpty() || !(ofMonth(to) > to || alone) ? i : takeDates(found, to, i);
    }

    private OptionalInt ordinal(int i) {
        return Calendar.ordinal(Numbers.joined(words, i));
    }

    private int takeDates(NavigableSet<Integer> found, int to, int i) {
        boolean fits = said.frequency == null || said.frequency.dayOfMonth().equals("1");
        if (found.isEmpty() || !fits || (!said.dates.isEmpty() && !said.clocks.isEmpty())) {
            return i;
        }
        said.dates.addAll(found);
        said.recurs = true;
        return ofMonth(to);
    }

    /** The place after "of each month". */
    private int ofMonth(int i) {
        int day = words.skip(i, Set.of("day"));
        int month = words.skip(words.skip(day, Set.of("of", "in")), Set.of("the", "each", "every", "a"));
        return month > day && words.is(month, "month") ? month + 1 : i;
    }
}
