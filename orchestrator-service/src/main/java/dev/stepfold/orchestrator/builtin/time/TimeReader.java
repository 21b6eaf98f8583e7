package dev.stepfold.orchestrator.builtin.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Finds the times in a sentence: "every Monday at 9", "nightly", "at the end of each month", "two days before". */
public final class TimeReader {
    /** After these, "hourly" and its like belong to a sum of money: "a daily rate". */
    private static final Set<String> MEASURES = Set.of(
            "rate", "wage", "fee", "salary", "price", "cost", "budget", "limit", "rent", "capacity", "dose", "target");

    private static final Set<String> LEAD_INS = Set.of("at", "the", "on", "by");
    private static final Set<String> SEPARATORS = Set.of(",", "and", "&", "or");

    private final List<String> written;

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
        return every(i).or(() -> adverb(i))
                .or(() -> edge(i))
                .or(() -> onDays(i))
                .map(match -> refine(i, match));
    }

    /** What was matched so far: a cron and the words it took. */
    private record Match(Cron cron, int to, boolean exact) {
        Match with(Cron other, int end) {
            return new Match(other, end, exact);
        }
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
        boolean plural = Calendar.weekday(word(i)).isPresent() && word(i).endsWith("s");
        if (plural || (on && Calendar.weekday(word(i + 1)).isPresent())) {
            return Optional.of(weekdays(on ? i + 1 : i));
        }
        int day = on && word(i + 1).equals("the") ? i + 2 : on ? i + 1 : i;
        OptionalInt ordinal = Calendar.ordinal(word(day));
        boolean ofMonth = word(day + 1).equals("of")
                && Set.of("the", "each", "every").contains(word(day + 2))
                && word(day + 3).equals("month");
        return ordinal.isPresent() && ofMonth
                ? Optional.of(new Match(Cron.MONTHLY.onDay(Integer.toString(ordinal.getAsInt())), day + 4, true))
                : Optional.empty();
    }

    private Match weekdays(int i) {
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

    /** Takes in what stands around: a time of day, a day of the week or of the month. */
    private TimePhrase refine(int from, Match match) {
        Match refined = match;
        boolean more = true;
        while (more) {
            Match before = refined;
            refined = refineOnce(before);
            more = refined.to() > before.to();
        }
        int start = from;
        Optional<ClockTime> ahead =
                start >= 2 && word(start - 2).equals("at") ? ClockTime.parse(word(start - 1)) : Optional.empty();
        if (ahead.isPresent() && !refined.cron().withinTheDay()) {
            start -= 2;
            refined = refined.with(refined.cron().at(ahead.get()), refined.to());
        }
        while (start > 0 && LEAD_INS.contains(word(start - 1))) {
            start--;
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
            int skip = word(to + 2).equals("o'clock") ? 3 : 2;
            return match.with(cron.at(clock.get()), to + skip);
        }
        if (word.equals("at") && word(to + 1).equals("night")) {
            return match.with(cron.at(new ClockTime(22, 0)), to + 2);
        }
        boolean partOfDay = Set.of("morning", "mornings", "afternoon", "evening", "evenings", "night")
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
