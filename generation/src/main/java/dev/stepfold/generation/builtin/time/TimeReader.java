package dev.stepfold.generation.builtin.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the times in a sentence: "every Monday at 9", "nightly", "at the end of each month", "two days before". */
public final class TimeReader {
    /** Before these, "hourly" and its like describe a sum of money: "a daily rate". */
    private static final Set<String> MEASURES = Set.of(
            "rate", "wage", "fee", "salary", "price", "cost", "budget", "limit", "rent", "capacity", "dose", "target");

    private static final Set<String> LEAD_INS = Set.of("at", "the", "on", "by");
    private static final Set<String> SEPARATORS = Set.of(",", "and", "&", "or");

    private final List<String> written;
    private final Frequencies frequencies = new Frequencies(this::word);

    private TimeReader(List<String> written) {
        this.written = written;
    }

    /**
     * All times of a sentence, in order, without overlap.
     *
     * @param sentence its words and marks as written
     */
    public static List<TimePhrase> read(List<String> sentence) {
        TimeReader reader = new TimeReader(sentence);
        List<TimePhrase> found = new ArrayList<>();
        int i = 0;
        while (i < sentence.size()) {
            Optional<TimePhrase> phrase = reader.at(i);
            phrase.ifPresent(found::add);
            i = phrase.map(TimePhrase::to).orElse(i + 1);
        }
        return found;
    }

    private Optional<TimePhrase> at(int i) {
        return offset(i).or(() -> rhythm(i));
    }

    private Optional<TimePhrase> rhythm(int i) {
        return frequencies
                .at(i)
                .or(() -> every(i))
                .or(() -> adverb(i))
                .or(() -> edge(i))
                .or(() -> onDays(i))
                .map(match -> refine(i, match));
    }

    private Optional<Match> every(int i) {
        String word = word(i);
        if ((word.equals("once") || word.equals("twice"))
                && Set.of("a", "per", "every", "each").contains(word(i + 1))) {
            boolean twice = word.equals("twice");
            return Calendar.period(word(i + 2))
                    .map(cron -> new Match(twice ? doubled(cron) : cron, i + 3, !twice || cron.equals(Cron.MORNINGS)));
        }
        if (!word.equals("every") && !word.equals("each") && !word.equals("per")) {
            return Optional.empty();
        }
        if (Calendar.weekday(word(i + 1)).isPresent()) {
            return Optional.of(weekdays(i + 1));
        }
        if (word.equals("per")) {
            return Optional.empty();
        }
        OptionalInt month = Calendar.month(word(i + 1));
        if (month.isPresent()) {
            return Optional.of(new Match(Cron.MONTHLY.in(Integer.toString(month.getAsInt())), i + 2, true));
        }
        OptionalInt step = Set.of("other", "second").contains(word(i + 1))
                ? OptionalInt.of(2)
                : word(i + 1).equals("single") ? OptionalInt.of(1) : Calendar.number(word(i + 1));
        if (step.isPresent()) {
            return Intervals.every(step.getAsInt(), singular(word(i + 2)))
                    .map(interval -> new Match(interval.cron(), i + 3, interval.exact()));
        }
        return Calendar.period(word(i + 1)).map(cron -> new Match(cron, i + 2, true));
    }

    private static Cron doubled(Cron cron) {
        if (cron.equals(Cron.WEEKLY)) {
            return cron.on("1,4");
        }
        return cron.equals(Cron.MONTHLY) ? cron.onDay("1,15") : new Cron("0", "8,18", "*", "*", "*");
    }

    private Optional<Match> adverb(int i) {
        if (MEASURES.contains(singular(word(i + 1)))) {
            return Optional.empty();
        }
        return Calendar.adverb(word(i)).map(cron -> new Match(cron, i + 1, Calendar.isExact(word(i))));
    }

    /** The end or the beginning of a period. */
    private Optional<Match> edge(int i) {
        String word = word(i);
        if (word.equals("month-end") || (word.equals("month") && word(i + 1).equals("end"))) {
            int to = word.equals("month") ? i + 2 : i + 1;
            return Calendar.endOf("month").map(cron -> new Match(cron, to, true));
        }
        int at = i;
        boolean last = word.equals("end");
        boolean first = word.equals("beginning") || word.equals("start");
        if ((word.equals("last") || word.equals("first")) && word(i + 1).equals("day")) {
            last = word.equals("last");
            first = !last;
            at = i + 1;
        }
        if ((!last && !first) || !word(at + 1).equals("of")) {
            return Optional.empty();
        }
        int period = Set.of("the", "each", "every", "a").contains(word(at + 2)) ? at + 3 : at + 2;
        Optional<Cron> cron = last ? Calendar.endOf(word(period)) : Calendar.period(word(period));
        return cron.map(it -> new Match(it, period + 1, true));
    }

    /** "on Mondays", "on the 15th of every month". */
    private Optional<Match> onDays(int i) {
        boolean on = word(i).equals("on");
        String[] ends = word(on ? i + 1 : i).split("[-–]", -1);
        if (ends.length == 2
                && Calendar.weekday(ends[0]).isPresent()
                && Calendar.weekday(ends[1]).isPresent()) {
            return Optional.of(range(ends[0], ends[1], on ? i + 2 : i + 1));
        }
        if (Calendar.weekday(word(i)).isPresent() && isRange(i)) {
            return Optional.of(range(word(i), word(i + 2), i + 3));
        }
        boolean plural = Calendar.weekday(word(i)).isPresent() && word(i).endsWith("s");
        if (plural || (on && Calendar.weekday(word(i + 1)).isPresent())) {
            return Optional.of(weekdays(on ? i + 1 : i));
        }
        int day = on && word(i + 1).equals("the") ? i + 2 : on ? i + 1 : i;
        OptionalInt ordinal = Calendar.ordinal(word(day));
        OptionalInt second = word(day + 1).equals("and")
                ? Calendar.ordinal(word(day + (word(day + 2).equals("the") ? 3 : 2)))
                : OptionalInt.empty();
        int last = second.isEmpty() ? day : day + (word(day + 2).equals("the") ? 3 : 2);
        boolean ofMonth = word(last + 1).equals("of")
                && Set.of("the", "each", "every").contains(word(last + 2))
                && word(last + 3).equals("month");
        if (ordinal.isEmpty() || !ofMonth) {
            return Optional.empty();
        }
        String days = ordinal.getAsInt() + (second.isPresent() ? "," + second.getAsInt() : "");
        return Optional.of(new Match(Cron.MONTHLY.onDay(days), last + 4, true));
    }

    private boolean isRange(int i) {
        return Set.of("to", "through", "till", "until").contains(word(i + 1))
                && Calendar.weekday(word(i + 2)).isPresent();
    }

    private static Match range(String first, String last, int to) {
        int from = Calendar.weekday(first).orElseThrow();
        int until = Calendar.weekday(last).orElseThrow();
        String days = from <= until
                ? from + "-" + until
                : IntStream.rangeClosed(0, 6)
                        .filter(day -> day <= until || day >= from)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","));
        return new Match(Cron.MORNINGS.on(days), to, true);
    }

    private Match weekdays(int i) {
        if (isRange(i)) {
            return range(word(i), word(i + 2), i + 3);
        }
        List<String> days = new ArrayList<>();
        int to = i;
        while (Calendar.weekday(word(to)).isPresent()) {
            days.add(Integer.toString(Calendar.weekday(word(to)).getAsInt()));
            to++;
            boolean more = SEPARATORS.contains(word(to));
            if (more && Calendar.weekday(word(to + 1)).isPresent()) {
                to++;
            }
        }
        List<String> inOrder = days.stream().distinct().sorted().toList();
        return new Match(Cron.MORNINGS.on(String.join(",", inOrder)), to, true);
    }

    /** Adds the words around it: a time of day, a day of the week or of the month. */
    private TimePhrase refine(int from, Match match) {
        Match refined = match;
        boolean more = true;
        while (more) {
            Match before = refined;
            refined = refineOnce(before);
            more = refined.to() > before.to();
        }
        int start = from;
        boolean ahead = true;
        while (ahead) {
            Optional<ClockTime> clock =
                    start >= 2 && word(start - 2).equals("at") ? ClockTime.parse(word(start - 1)) : Optional.empty();
            boolean timed = clock.isPresent() && !refined.cron().withinTheDay();
            if (timed) {
                refined = refined.with(refined.cron().at(clock.get()), refined.to());
            }
            ahead = timed || (start > 0 && LEAD_INS.contains(word(start - 1)));
            start -= timed ? 2 : ahead ? 1 : 0;
        }
        String phrase = phrase(start, refined.to());
        return new TimePhrase(
                start, refined.to(), new When.Rhythm(refined.cron().toString(), phrase, refined.exact()));
    }

    private Match refineOnce(Match match) {
        int to = match.to();
        Cron cron = match.cron();
        String word = word(to);
        Optional<ClockTime> clock = word.equals("at") ? ClockTime.parse(word(to + 1)) : Optional.empty();
        if (clock.isPresent() && !cron.withinTheDay()) {
            int end = to + (word(to + 2).equals("o'clock") ? 3 : 2);
            Optional<ClockTime> other = word(end).equals("and") ? ClockTime.parse(word(end + 1)) : Optional.empty();
            Cron timed = cron.at(clock.get());
            return other.isPresent() && other.get().minute() == clock.get().minute()
                    ? match.with(timed.during(timed.hour() + "," + other.get().hour()), end + 2)
                    : match.with(timed, end);
        }
        Optional<ClockTime> since =
                Set.of("between", "from").contains(word) ? ClockTime.parse(word(to + 1)) : Optional.empty();
        Optional<ClockTime> until = Set.of("and", "to", "till", "until").contains(word(to + 2))
                ? ClockTime.parse(word(to + 3))
                : Optional.empty();
        boolean hours = since.isPresent()
                && until.isPresent()
                && since.get().hour() < until.get().hour();
        if (hours && cron.hour().equals("*")) {
            return match.with(cron.during(since.get().hour() + "-" + until.get().hour()), to + 4);
        }
        OptionalInt month = word.equals("on") ? Calendar.month(word(to + 1)) : OptionalInt.empty();
        if (month.isPresent()
                && cron.dayOfMonth().equals("1")
                && cron.dayOfWeek().equals("*")) {
            OptionalInt date = Calendar.number(word(to + 2).replaceAll("(st|nd|rd|th)$", ""));
            Cron monthly = cron.in(Integer.toString(month.getAsInt()));
            return date.isPresent() && date.getAsInt() <= 31
                    ? match.with(monthly.onDay(Integer.toString(date.getAsInt())), to + 3)
                    : match.with(monthly, to + 2);
        }
        boolean dayAndNight = word.equals("night") && !cron.dayOfWeek().equals("*");
        if (dayAndNight || (word.equals("at") && word(to + 1).equals("night"))) {
            return match.with(cron.at(new ClockTime(22, 0)), dayAndNight ? to + 1 : to + 2);
        }
        boolean partOfDay = Set.of(
                        "morning", "mornings", "afternoon", "afternoons", "evening", "evenings", "night", "nights")
                .contains(word);
        if (partOfDay || (word.equals("in") && word(to + 1).equals("the"))) {
            int at = partOfDay ? to : to + 2;
            return Calendar.period(singular(word(at)))
                    .filter(_ -> !cron.withinTheDay())
                    .map(period -> match.with(
                            new Cron(period.minute(), period.hour(), cron.dayOfMonth(), cron.month(), cron.dayOfWeek()),
                            at + 1))
                    .orElse(match);
        }
        boolean weekly = cron.dayOfMonth().equals("*") && cron.month().equals("*");
        if (word.equals("on") && weekly && Calendar.weekday(word(to + 1)).isPresent()) {
            Match days = weekdays(to + 1);
            return match.with(cron.on(days.cron().dayOfWeek()), days.to());
        }
        int day = word.equals("on") && word(to + 1).equals("the") ? to + 2 : word.equals("on") ? to + 1 : -1;
        OptionalInt ordinal = day < 0 ? OptionalInt.empty() : Calendar.ordinal(word(day));
        return ordinal.isPresent() && cron.dayOfMonth().equals("1")
                ? match.with(cron.onDay(Integer.toString(ordinal.getAsInt())), day + 1)
                : match;
    }

    private Optional<TimePhrase> offset(int i) {
        Optional<TimePhrase> older = olderThan(i);
        if (older.isPresent()) {
            return older;
        }
        if (word(i).equals("half") && word(i + 1).equals("an") && word(i + 2).equals("hour")) {
            return offset(i + 1)
                    .filter(later -> later.when() instanceof When.Offset)
                    .map(later -> new TimePhrase(
                            i,
                            later.to(),
                            new When.Offset(
                                    30,
                                    When.Unit.MINUTE,
                                    ((When.Offset) later.when()).before(),
                                    phrase(i, later.to()))));
        }
        OptionalInt amount = Calendar.number(word(i));
        Optional<When.Unit> unit = Calendar.unit(word(i + 1));
        if (amount.isEmpty() || unit.isEmpty()) {
            return Optional.empty();
        }
        String direction = word(i + 2);
        boolean before = Set.of("before", "prior", "ahead", "earlier").contains(direction)
                || (direction.equals("in") && word(i + 3).equals("advance"));
        boolean after = Set.of("after", "later", "past").contains(direction);
        if (!before && !after) {
            return Optional.empty();
        }
        int to = direction.equals("in")
                        || (direction.equals("prior") && word(i + 3).equals("to"))
                ? i + 4
                : i + 3;
        return Optional.of(
                new TimePhrase(i, to, new When.Offset(amount.getAsInt(), unit.get(), before, phrase(i, to))));
    }

    /** "after 30 days", "older than 90 days", "for more than a week". */
    private Optional<TimePhrase> olderThan(int i) {
        int number = word(i).equals("after") ? i + 1 : word(i + 1).equals("than") ? i + 2 : -1;
        boolean fits =
                word(i).equals("after") || Set.of("older", "more", "longer").contains(word(i));
        if (number < 0 || !fits) {
            return Optional.empty();
        }
        OptionalInt amount = Calendar.number(word(number));
        Optional<When.Unit> unit = Calendar.unit(word(number + 1));
        return amount.isPresent() && unit.isPresent()
                ? Optional.of(new TimePhrase(
                        i, number + 2, new When.Offset(amount.getAsInt(), unit.get(), false, phrase(i, number + 2))))
                : Optional.empty();
    }

    private String phrase(int from, int to) {
        String phrase = String.join(" ", written.subList(from, Math.min(to, written.size())))
                .replace(" ,", ",");
        boolean name = Calendar.weekday(word(from)).isPresent();
        return name ? phrase : Character.toLowerCase(phrase.charAt(0)) + phrase.substring(1);
    }

    private String word(int i) {
        return i >= 0 && i < written.size() ? written.get(i).toLowerCase(Locale.ROOT) : "";
    }

    private static String singular(String unit) {
        return unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit;
    }
}
