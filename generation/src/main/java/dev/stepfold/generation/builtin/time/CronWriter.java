package dev.stepfold.generation.builtin.time;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes what words say about a time as cron expressions, and notes what those cannot express. */
final class CronWriter {
    private static final Set<String> QUARTER_STARTS = Set.of("1,4,7,10");

    private final SpokenTime said;
    private final String phrase;
    private final List<String> notes = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    private CronWriter(SpokenTime said, String phrase) {
        this.said = said;
        this.phrase = phrase;
    }

    static When.Rhythm write(SpokenTime said, String phrase) {
        CronWriter writer = new CronWriter(said, phrase);
        List<String> crons = writer.crons();
        boolean clockOnly = said.isClockOnly();
        return new When.Rhythm(crons, said.timeZone, phrase, List.copyOf(writer.notes), clockOnly, writer.isDaysOnly());
    }

    private boolean isDaysOnly() {
        Cron usual = usual();
        boolean assumed = usual.hour().equals("8") || usual.dayOfMonth().equals("L");
        return !said.hasClock() && said.window == null && assumed;
    }

    private List<String> crons() {
        Cron daysOnly = onTheirDays(usual());
        List<Cron> timed = daysOnly.withinTheDay() ? List.of(withinTheDay(daysOnly)) : onceADay(daysOnly);
        List<String> crons = timed.stream().map(Cron::toString).distinct().toList();
        if (!said.exact) {
            boolean seconds = phrase.toLowerCase(Locale.ROOT).matches(".*\\bsec(ond)?s?\\b.*")
                    && timed.getFirst().minute().contains("*");
            notes.addFirst("\"" + phrase + "\" cannot be said exactly in cron"
                    + (seconds ? ", whose smallest unit is the minute" : "") + "; it became " + quoted(crons) + ".");
        }
        if ((said.isClockOnly() || said.isClockOfMonths()) && !said.vague) {
            notes.add("\"" + phrase + "\"" + When.Rhythm.EVERY_DAY);
        }
        if (!lost.isEmpty()) {
            notes.add("\"" + phrase + "\" names " + String.join(" and ", lost)
                    + ", which its cron does not express; it became " + quoted(crons) + ".");
        }
        for (String words : said.leftovers) {
            notes.add("\"" + words + "\" in \"" + phrase + "\" was not understood; the time became " + quoted(crons)
                    + (said.timeZone == null ? "" : " in " + said.timeZone) + ".");
        }
        return crons;
    }

    private Cron usual() {
        if (said.frequency != null) {
            return said.frequency;
        }
        if (said.lastDate) {
            return Cron.EVENINGS.onDay("L");
        }
        return said.dates.isEmpty() ? Cron.MORNINGS : Cron.MONTHLY;
    }

    private Cron onTheirDays(Cron usual) {
        Cron cron = usual;
        if (!said.dates.isEmpty()) {
            boolean fits = cron.dayOfWeek().equals("*")
                    && (cron.dayOfMonth().equals("1") || cron.dayOfMonth().equals("*"));
            cron = fits ? cron.onDay(list(said.dates)) : cannot(cron, "the days of the month");
        } else if (said.lastDate) {
            boolean quarters = QUARTER_STARTS.contains(cron.month());
            cron = cron.onDay("L").in(quarters ? "3,6,9,12" : cron.month().equals("1") ? "12" : cron.month());
        }
        cron = inTheirMonths(cron);
        cron = onWeekdays(cron);
        return withShortMonths(cron);
    }

    private Cron onWeekdays(Cron cron) {
        if (said.days.isEmpty() && said.notDays.isEmpty()) {
            return cron;
        }
        if (!cron.dayOfMonth().equals("*")) {
            return cannot(cron, "days of the week together with days of the month");
        }
        NavigableSet<Integer> days = new TreeSet<>(said.days);
        if (days.isEmpty()) {
            IntStream.rangeClosed(0, 6).forEach(days::add);
            if (cron.dayOfWeek().matches("\\d")) {
                days.retainAll(Set.of(Integer.valueOf(cron.dayOfWeek())));
            }
        }
        days.removeAll(said.notDays);
        if (days.isEmpty()) {
            return cannot(cron, "a time from which all days are excepted");
        }
        return cron.on(days.size() == 7 ? "*" : list(days));
    }

    private Cron inTheirMonths(Cron cron) {
        NavigableSet<Integer> months = new TreeSet<>(said.months);
        if (months.isEmpty() && !said.notMonths.isEmpty()) {
            IntStream.rangeClosed(1, 12).forEach(months::add);
        }
        months.removeAll(said.notMonths);
        if (months.isEmpty()) {
            return said.notMonths.isEmpty() ? cron : cannot(cron, "a time from which all months are excepted");
        }
        boolean free = cron.month().equals("*") || cron.equals(Cron.YEARLY) || !said.dates.isEmpty();
        return free ? cron.in(list(months)) : cannot(cron, "these months");
    }

    /** Says which months do not have such a day. If none has it, their last day replaces it. */
    private Cron withShortMonths(Cron cron) {
        if (said.dates.isEmpty() || said.dates.last() <= 28) {
            return cron;
        }
        int day = said.dates.last();
        List<Month> months = monthsOf(cron.month());
        List<String> shorter = months.stream()
                .filter(month -> month.minLength() < day)
                .map(month -> month.getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                .toList();
        if (months.stream().allMatch(month -> month.maxLength() < day)) {
            return cannot(cron.onDay("L"), "a day that does not exist");
        }
        if (!shorter.isEmpty()) {
            notes.add("\"" + phrase + "\" leaves out " + String.join(", ", shorter)
                    + (day == 29 ? " in most years" : "") + ", without a day " + day
                    + "; say \"on the last day of the month\" if that is meant.");
        }
        return cron;
    }

    private static List<Month> monthsOf(String field) {
        return IntStream.rangeClosed(1, 12)
                .filter(month -> fires(field, month))
                .mapToObj(Month::of)
                .toList();
    }

    private static boolean fires(String field, int month) {
        if (field.startsWith("*")) {
            int step = field.equals("*") ? 1 : Integer.parseInt(field.substring(2));
            return (month - 1) % step == 0;
        }
        for (String part : field.split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (month >= Integer.parseInt(ends[0]) && month <= Integer.parseInt(ends[ends.length - 1])) {
                return true;
            }
        }
        return false;
    }

    private List<Cron> onceADay(Cron cron) {
        if (!said.minutes.isEmpty()) {
            cannot(cron, "a minute of each hour");
        }
        List<ClockTime> times = times();
        if (said.window != null) {
            notes.add("\"" + phrase + "\" leaves open when between " + said.window.since() + " and "
                    + said.window.until() + "; it was taken for " + said.window.since() + ".");
            times = List.of(said.window.since());
        } else if (times.isEmpty() && said.part != null && said.partSaysWhen) {
            times = List.of(said.part.usual());
        }
        if (times.isEmpty()) {
            return List.of(cron);
        }
        NavigableMap<Integer, NavigableSet<Integer>> hours = new TreeMap<>();
        times.forEach(time ->
                hours.computeIfAbsent(time.minute(), _ -> new TreeSet<>()).add(time.hour()));
        return hours.entrySet().stream()
                .map(entry -> new Cron(
                        Integer.toString(entry.getKey()),
                        joined(entry.getValue()),
                        cron.dayOfMonth(),
                        cron.month(),
                        cron.dayOfWeek()))
                .sorted((one, other) -> Integer.compare(firstHour(one), firstHour(other)))
                .toList();
    }

    private static int firstHour(Cron cron) {
        return Integer.parseInt(cron.hour().split(",", -1)[0]);
    }

    /** The times of day, each in the half of the day that is meant. */
    private List<ClockTime> times() {
        List<ClockTime> times = new ArrayList<>();
        for (ClockTime time : said.clocks) {
            if (said.part != null) {
                boolean beside = said.clocks.size() > 1 && said.part.has(said.part.within(said.clocks.getLast()));
                ClockTime moved = said.part.within(time);
                ClockTime within = beside && !said.part.has(moved) ? time : moved;
                if (!said.part.has(within)) {
                    notes.add("\"" + phrase + "\" names a time that is not in the "
                            + said.part.name().toLowerCase(Locale.ROOT) + "; it was taken for " + within + ".");
                }
                times.add(within);
            } else {
                times.add(time);
                noteHalf(time);
            }
        }
        return times;
    }

    private void noteHalf(ClockTime time) {
        if (time.ambiguous()) {
            notes.add("\"" + phrase + "\" was taken for " + time + " in the morning; say \"" + time.hour()
                    + (time.minute() == 0 ? "" : ":%02d".formatted(time.minute())) + " pm\" if that is meant.");
        }
    }

    private Cron withinTheDay(Cron cron) {
        Cron timed = cron;
        boolean counted = cron.hour().contains(",")
                || (cron.hour().startsWith("*/")
                        && !phrase.toLowerCase(Locale.ROOT).startsWith("every"));
        if (!said.clocks.isEmpty()) {
            List<ClockTime> times = times();
            Set<Integer> minutes = times.stream().map(ClockTime::minute).collect(Collectors.toSet());
            NavigableSet<Integer> hours =
                    new TreeSet<>(times.stream().map(ClockTime::hour).toList());
            if (!counted || minutes.size() > 1) {
                return cannot(cron, "these times of day");
            }
            if (!cron.hour().startsWith("*/") && hours.size() != cron.hour().split(",", -1).length) {
                cannot(cron, "as many times as it names");
            }
            said.exact = true;
            return new Cron(
                    Integer.toString(times.getFirst().minute()),
                    joined(hours),
                    cron.dayOfMonth(),
                    cron.month(),
                    cron.dayOfWeek());
        }
        if (said.partSaysWhen && said.window == null) {
            cannot(cron, "a part of the day");
        }
        if (!said.minutes.isEmpty()) {
            timed = cron.minute().contains("*")
                    ? cannot(cron, "a minute of each hour")
                    : timed.atMinute(joined(said.minutes));
        }
        return said.window == null ? timed : during(timed, said.window);
    }

    private Cron during(Cron cron, SpokenTime.Window window) {
        if (!cron.hour().equals("*")) {
            return cannot(cron, "these hours");
        }
        int since = window.since().hour();
        int until = window.until().hour();
        boolean often = cron.minute().contains("*");
        if (!often) {
            boolean same = window.since().minute() == window.until().minute() && said.minutes.isEmpty();
            boolean whole = window.since().minute() == 0 && window.until().minute() == 0;
            Cron hourly = cron.during(hours(since, until));
            return same
                    ? hourly.atMinute(Integer.toString(window.since().minute()))
                    : whole ? hourly : cannot(hourly, "these minutes");
        }
        boolean whole = window.since().minute() == 0 && window.until().minute() == 0;
        int last = whole ? Math.floorMod(until - 1, 24) : until;
        Cron within = cron.during(hours(since, last));
        String end = whole ? last + ":59" : "";
        notes.add("\"" + phrase + "\" became \"" + within + "\", "
                + (whole ? "from " + since + ":00 to " + end : "in whole hours") + ".");
        return within;
    }

    private static String hours(int since, int until) {
        if (since <= until) {
            return since == until ? Integer.toString(since) : since + "-" + until;
        }
        String late = since == 23 ? "23" : since + "-23";
        return late + "," + (until == 0 ? "0" : "0-" + until);
    }

    /** Leaves a cron as it is, because it cannot express what the words name besides. */
    private Cron cannot(Cron cron, String what) {
        lost.add(what);
        return cron;
    }

    /** Rows of at least three numbers as "1-5", others as "0,6". */
    private static String list(NavigableSet<Integer> numbers) {
        List<String> parts = new ArrayList<>();
        Integer first = numbers.first();
        while (first != null) {
            int last = first;
            while (numbers.contains(last + 1)) {
                last++;
            }
            if (last - first > 1) {
                parts.add(first + "-" + last);
            } else {
                IntStream.rangeClosed(first, last).mapToObj(Integer::toString).forEach(parts::add);
            }
            first = numbers.higher(last);
        }
        return String.join(",", parts);
    }

    private static String joined(Collection<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String quoted(List<String> crons) {
        return crons.stream().map(cron -> "\"" + cron + "\"").collect(Collectors.joining(" and "));
    }
}
