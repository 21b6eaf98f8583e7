package dev.stepfold.generation.builtin.time;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads days of the month and of the year: "on the 1st and 15th", "every year on March 3". */
final class DateReader {
    private static final Set<String> ON = Set.of("on", "every", "each", "only", "all", "any");
    private static final Set<String> ARTICLES = Set.of("the", "a", "an");
    private static final Set<String> LIST = Set.of("and", ",", "&", "or");
    private static final Set<String> AND = Set.of("and", "&");
    private static final Set<String> DAYS = Set.of("day", "days", "dates");
    private static final int LAST_DAY = 31;
    /** After these, "the 2nd" is not a day of the month. */
    static final Set<String> NO_DATES = Set.of(
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
    private final DayReader days;
    private final SpokenTime said;

    DateReader(Words words, SpokenTime said) {
        this.words = words;
        this.clocks = new ClockReader(words);
        this.days = new DayReader(words);
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
        Optional<Read<NavigableSet<Integer>>> later = days.months(of);
        if (day.isEmpty() || later.isEmpty() || !introduced) {
            return i;
        }
        later.get().value().forEach(each -> date(each, day.getAsInt(), of + 1));
        return sameDay(day.getAsInt(), later.get().to());
    }

    /** "1 April and 1 October": further months with the same day, which one cron can say. */
    private int sameDay(int day, int to) {
        int next = words.skip(words.skip(words.skip(words.skip(to, LIST), LIST), ON), ARTICLES);
        OptionalInt again = next > to ? date(next) : OptionalInt.empty();
        int of = words.skip(next + 1, Set.of("of"));
        Optional<Read<NavigableSet<Integer>>> months = days.months(of);
        if (again.isEmpty() || again.getAsInt() != day || months.isEmpty()) {
            return to;
        }
        months.get().value().forEach(each -> date(each, day, of + 1));
        return sameDay(day, months.get().to());
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
            int day = range(i);
            return day > i
                    ? day
                    : takeDates(date(at + 1).stream().collect(TreeSet::new, TreeSet::add, TreeSet::addAll), at + 2, i);
        }
        int range = range(i);
        if (range > i) {
            return range;
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
        boolean alone = (digits || isBeforeLast(to))
                && (at > i || !said.isEmpty())
                && !words.isIn(to, NO_DATES)
                && (clocks.isFree(to) || words.is(to, "or"));
        return found.isEmpty() || !(ofMonth(to) > to || alone) ? i : takeDates(found, to, i);
    }

    /** "first and last day of the month". */
    private boolean isBeforeLast(int i) {
        int last = words.skip(words.skip(words.skip(i, LIST), LIST), ARTICLES);
        return last > i && words.are(last, "last", "day") && ofMonth(last + 1) > last + 2;
    }

    /** "between the 10th and 15th", "from the 1st to the 5th", "on the 10th-15th", "on days 1-5". */
    private int range(int i) {
        boolean between = words.isIn(i, DayReader.BETWEEN);
        int on = words.skip(between || words.is(i, "from") ? i + 1 : i, ON);
        int at = words.skip(on, ARTICLES);
        boolean days = words.isIn(at, DAYS);
        int first = days ? at + 1 : at;
        String[] joined = words.at(first).split("-", -1);
        boolean two = joined.length == 2 && Calendar.startsWithDigit(joined[0]) && Calendar.startsWithDigit(joined[1]);
        int link = first + 1;
        int last = words.skip(link + 1, ARTICLES);
        boolean linked = words.isIn(link, between ? AND : DayReader.RANGES);
        if (!two && !linked) {
            return i;
        }
        String since = two ? joined[0] : words.at(first);
        String until = two ? joined[1] : words.at(last);
        int to = two ? first + 1 : last + 1;
        boolean ordinals = (since + until).matches(".*\\d(st|nd|rd|th).*");
        boolean dates = days || ofMonth(to) > to || (ordinals && !words.isIn(to, NO_DATES) && clocks.isFree(to));
        OptionalInt from = dayOf(since);
        OptionalInt end = dayOf(until);
        return dates && from.isPresent() && end.isPresent()
                ? takeDates(row(from.getAsInt(), end.getAsInt()), to, i)
                : i;
    }

    private static OptionalInt dayOf(String word) {
        return word.matches("\\d{1,2}")
                ? Calendar.number(word).stream().filter(day -> day <= LAST_DAY).findFirst()
                : Calendar.ordinal(word);
    }

    /** A range of days, which may go over the end of the month. */
    private static NavigableSet<Integer> row(int from, int to) {
        NavigableSet<Integer> all = new TreeSet<>();
        for (int day = from; day != to; day = day == LAST_DAY ? 1 : day + 1) {
            all.add(day);
        }
        all.add(to);
        return all;
    }

    private OptionalInt ordinal(int i) {
        return Calendar.ordinal(Numbers.joined(words, i));
    }

    private int takeDates(NavigableSet<Integer> found, int to, int i) {
        if (said.frequency != null && said.frequency.dayOfMonth().split(",", -1).length == Math.max(2, found.size())) {
            said.frequency = said.frequency.onDay("1");
            said.exact = true;
        }
        boolean row = found.size() > 2 && found.last() - found.first() == found.size() - 1;
        boolean fits = said.frequency == null
                || said.frequency.dayOfMonth().equals("1")
                || (row
                        && said.frequency.onDay("*").equals(said.frequency)
                        && said.frequency.dayOfWeek().equals("*"));
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
