package dev.stepfold.generation.builtin.time;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads how often something happens: "every two hours", "nightly", "three times a day", "at the end of each month". */
final class Frequencies {
    static final Set<String> EVERY = Set.of("every", "each");

    /** Before these, "hourly" and its like describe a sum of money: "a daily rate". */
    private static final Set<String> MEASURES = Set.of(
            "rate", "wage", "fee", "salary", "price", "cost", "budget", "limit", "rent", "capacity", "dose", "target");

    /** Before other words, "everyday" describes a thing. */
    private static final Set<String> AFTER_ADVERB = Set.of(
            "at", "by", "on", "in", "from", "except", "but", "and", "or", "for", "to", "until", "during", "around");

    private static final Set<String> PER = Set.of("a", "an", "per", "each", "every", "/");
    private static final Set<String> ARTICLES = Set.of("the", "each", "every", "a");
    private static final Map<String, Integer> ADVERB_COUNTS = Map.of("once", 1, "twice", 2, "thrice", 3);
    private static final Map<String, String> ADVERB_PERIODS =
            Map.of("hourly", "hour", "daily", "day", "weekly", "week", "monthly", "month", "yearly", "year");
    private static final Map<String, Integer> VAGUE_NUMBERS = Map.of("few", 3, "several", 3, "couple", 2);
    private static final Map<String, String> ORDINAL_WEEKS = Map.of(
            "first", "1", "1st", "1", "second", "8", "2nd", "8", "third", "15", "3rd", "15", "fourth", "22", "last",
            "L");

    private final Words words;

    Frequencies(Words words) {
        this.words = words;
    }

    /** The phrase that begins at a word. */
    Optional<Match> at(int i) {
        return ordinalWeekday(i)
                .or(() -> daysOfWeek(i))
                .or(() -> counted(i))
                .or(() -> every(i))
                .or(() -> allDays(i))
                .or(() -> adverb(i))
                .or(() -> edge(i));
    }

    /** "the last Friday of each month": cron has no such day; a day of the month near it replaces it. */
    private Optional<Match> ordinalWeekday(int i) {
        boolean every = words.isIn(i, EVERY);
        int first = every || words.is(i, "the") ? i + 1 : i;
        int ordinal = lastOrdinal(first);
        String day = weeks(first, ordinal);
        int weekday = ordinal + 1;
        boolean working = words.isIn(weekday, Set.of("business", "working")) && words.is(weekday + 1, "day");
        int to = working ? weekday + 2 : weekday + 1;
        boolean weekly = working || Calendar.weekday(words.at(weekday)).isPresent() || words.is(weekday, "weekday");
        if (day == null || !weekly) {
            return Optional.empty();
        }
        Optional<Match> of = ofMonth(to).map(end -> new Match(Cron.MONTHLY.onDay(day), end, false));
        boolean alone = every && !words.isIn(ordinal, Set.of("second", "2nd", "third", "3rd", "fourth"));
        boolean dated = i > 0 && words.is(i - 1, "on") && !words.isIn(to, Set.of("after", "before", "in"));
        return of.isPresent() || !(alone || dated) ? of : Optional.of(new Match(Cron.MONTHLY.onDay(day), to, false));
    }

    /** The place of the last one of "first and third". */
    private int lastOrdinal(int i) {
        int next = words.skip(words.skip(words.skip(i + 1, PhraseReader.LIST), PhraseReader.LIST), Set.of("the"));
        boolean list = next > i + 1 && ORDINAL_WEEKS.containsKey(words.at(next));
        return list && ORDINAL_WEEKS.containsKey(words.at(i)) ? lastOrdinal(next) : i;
    }

    /** Days of the month near "first and third"; null if no ordinals stand there. A cron has the last day only alone. */
    private @Nullable String weeks(int from, int to) {
        List<String> days = IntStream.rangeClosed(from, to)
                .mapToObj(words::at)
                .filter(ORDINAL_WEEKS::containsKey)
                .map(ORDINAL_WEEKS::get)
                .toList();
        boolean mixed = days.size() > 1 && days.contains("L");
        return days.isEmpty() ? null : mixed ? days.getFirst() : String.join(",", days);
    }

    /** The end of "of the month". */
    private Optional<Integer> ofMonth(int i) {
        int month = words.skip(i + 1, ARTICLES);
        return words.isIn(i, Set.of("of", "in")) && words.is(month, "month")
                ? Optional.of(month + 1)
                : Optional.empty();
    }

    /** "seven days a week". */
    private Optional<Match> daysOfWeek(int i) {
        OptionalInt number = Calendar.number(words.at(i));
        boolean days =
                number.isPresent() && words.is(i + 1, "days") && words.isIn(i + 2, PER) && words.is(i + 3, "week");
        return days
                ? switch (number.getAsInt()) {
                    case 7 -> Optional.of(new Match(Cron.MORNINGS, i + 4, true));
                    case 5 -> Optional.of(new Match(Cron.WEEKDAYS, i + 4, false));
                    default -> often(number.getAsInt(), "week", i + 4);
                }
                : Optional.empty();
    }

    /** "twice a day", "3 times per week", "3x a week", "once monthly". */
    private Optional<Match> counted(int i) {
        boolean joined = words.at(i).matches("\\d{1,2}x");
        boolean times = words.isIn(i + 1, Set.of("times", "x"));
        OptionalInt number = times || joined ? Calendar.number(words.at(i).replace("x", "")) : OptionalInt.empty();
        Integer count = number.isPresent() ? Integer.valueOf(number.getAsInt()) : ADVERB_COUNTS.get(words.at(i));
        int at = times && !joined ? i + 2 : i + 1;
        String adverb = ADVERB_PERIODS.get(words.at(at));
        if (count == null || !(adverb != null || words.isIn(at, PER))) {
            return Optional.empty();
        }
        String period = adverb == null ? words.at(at + 1) : adverb;
        int to = adverb == null ? at + 2 : at + 1;
        if (count == 1) {
            return Calendar.period(period).map(cron -> new Match(cron, to, true));
        }
        return often(count, period, to);
    }

    private static Optional<Match> often(int n, String period, int to) {
        return switch (period) {
            case "hour" ->
                Optional.of(new Match(
                        new Cron("*/" + Math.max(1, 60 / n), "*", "*", "*", "*"), to, n <= 60 && 60 % n == 0));
            case "day" -> {
                String hours = n == 2 ? "8,18" : n == 3 ? "8,13,18" : "*/" + Math.max(1, 24 / n);
                yield Optional.of(
                        new Match(new Cron("0", hours, "*", "*", "*"), to, n <= 3 || (n <= 24 && 24 % n == 0)));
            }
            case "week" ->
                Optional.of(new Match(
                        Cron.MORNINGS.on(n == 2 ? "1,4" : n == 3 ? "1,3,5" : "1-" + Math.min(n, 6)), to, false));
            case "month" ->
                Optional.of(new Match(Cron.MONTHLY.onDay(n == 2 ? "1,15" : "*/" + Math.max(1, 30 / n)), to, false));
            case "year" ->
                Optional.of(new Match(n >= 12 ? Cron.MONTHLY : Cron.MONTHLY.in("*/" + 12 / n), to, 12 % n == 0));
            default -> Optional.empty();
        };
    }

    /** "on all days", "any day of the week", "all week". */
    private Optional<Match> allDays(int i) {
        boolean days = words.are(i, "all", "days") || words.are(i, "any", "day") || words.are(i, "all", "week");
        int to = words.are(i + 2, "of", "the", "week") ? i + 5 : words.are(i + 2, "long") ? i + 3 : i + 2;
        return days ? Optional.of(new Match(Cron.MORNINGS, to, true)) : Optional.empty();
    }

    /** "every two hours", "each morning", "every other Friday", "every few minutes". */
    private Optional<Match> every(int i) {
        if (!words.isIn(i, EVERY)) {
            return Optional.empty();
        }
        int at = words.skip(i + 1, Set.of("single"));
        Optional<Match> fraction = fraction(at);
        if (fraction.isPresent()) {
            return fraction;
        }
        if (words.is(at, "fortnight")) {
            return Intervals.every(2, "week").map(each -> new Match(each.cron(), at + 1, each.exact()));
        }
        boolean halves = words.are(at, "am", "and", "pm");
        if (words.are(at, "morning", "and", "evening") || halves) {
            return Optional.of(new Match(new Cron("0", "8,18", "*", "*", "*"), at + 3, !halves));
        }
        if (words.isIn(at, Set.of("am", "pm"))) {
            return Optional.of(new Match(words.is(at, "am") ? Cron.MORNINGS : Cron.EVENINGS, at + 1, false));
        }
        OptionalInt nth = Calendar.nth(words.at(at));
        if (nth.isPresent() && Calendar.weekday(words.at(at + 1)).isPresent()) {
            return Optional.of(new Match(Cron.MORNINGS.onDay("1,15"), at + 2, false));
        }
        Integer vague = VAGUE_NUMBERS.get(words.at(at));
        if (vague != null) {
            int unit = words.skip(at + 1, Set.of("of"));
            return Intervals.every(vague, singular(words.at(unit)))
                    .map(interval -> new Match(interval.cron(), unit + 1, false));
        }
        OptionalInt step = nth.isPresent() ? nth : Calendar.number(words.at(at));
        Optional<Match> interval = step.isEmpty()
                ? Optional.empty()
                : Intervals.every(step.getAsInt(), singular(words.at(at + 1)))
                        .map(each -> new Match(each.cron(), at + 2, each.exact()));
        return interval.or(() -> second(at))
                .or(() -> Calendar.period(words.at(at)).map(cron -> new Match(cron, at + 1, true)));
    }

    /** "every second", unless something follows that is the second one. */
    private Optional<Match> second(int i) {
        boolean last =
                i + 1 >= words.size() || words.isIn(i + 1, Set.of(",", ")", "and", "on", "in", "during", "from"));
        return words.is(i, "second") && last
                ? Optional.of(new Match(Calendar.period("minute").orElseThrow(), i + 1, false))
                : Optional.empty();
    }

    private Optional<Match> fraction(int i) {
        boolean half = words.is(i, "half") || words.is(i, "half-hour");
        if (half || words.is(i, "quarter")) {
            int of = words.skip(i + 1, Set.of("of"));
            int unit = words.skip(of, Set.of("a", "an"));
            boolean joined = words.is(i, "half-hour");
            if (joined || words.is(unit, "hour")) {
                return Optional.of(new Match(
                        new Cron(half ? "*/30" : "*/15", "*", "*", "*", "*"), joined ? i + 1 : unit + 1, true));
            }
            if (half && words.is(unit, "year")) {
                return Optional.of(new Match(Cron.MONTHLY.in("1,7"), unit + 1, true));
            }
        }
        return Optional.empty();
    }

    private Optional<Match> adverb(int i) {
        if (MEASURES.contains(singular(words.at(i + 1)))) {
            return Optional.empty();
        }
        if (words.is(i, "everyday") && !words.isMark(i + 1) && !AFTER_ADVERB.contains(words.at(i + 1))) {
            return Optional.empty();
        }
        return Calendar.adverb(words.at(i)).map(cron -> new Match(cron, i + 1, Calendar.isExact(words.at(i))));
    }

    /** The end or the beginning of a period. */
    private Optional<Match> edge(int i) {
        if (words.is(i, "month-end") || words.are(i, "month", "end")) {
            return Calendar.endOf("month").map(cron -> new Match(cron, words.is(i, "month") ? i + 2 : i + 1, true));
        }
        boolean day = words.isIn(i, Set.of("last", "first")) && words.is(i + 1, "day");
        boolean last = day ? words.is(i, "last") : words.is(i, "end");
        boolean first = day ? words.is(i, "first") : words.isIn(i, Set.of("beginning", "start"));
        int of = day ? i + 2 : i + 1;
        if ((!last && !first) || !words.is(of, "of")) {
            return Optional.empty();
        }
        int period = words.skip(of + 1, ARTICLES);
        OptionalInt month = Calendar.month(words.at(period));
        if (month.isPresent()) {
            Cron cron = last ? Cron.EVENINGS.onDay("L") : Cron.MONTHLY;
            return Optional.of(new Match(cron.in(Integer.toString(month.getAsInt())), period + 1, true));
        }
        Optional<Cron> cron = last ? Calendar.endOf(words.at(period)) : Calendar.period(words.at(period));
        return cron.map(it -> new Match(it, period + 1, true));
    }

    private static String singular(String unit) {
        return unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit;
    }
}
