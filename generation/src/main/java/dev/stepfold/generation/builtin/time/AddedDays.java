package dev.stepfold.generation.builtin.time;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads days that are said in passing: "weekends too", "even on Sundays", "Saturdays included", "Sundays off". */
final class AddedDays {
    private static final Set<String> ADDING = Set.of("even", "also", "plus", "including", "incl", "inclusive");
    private static final Set<String> ADDED = Set.of("too", "also", "included", "inclusive", "likewise");
    private static final Set<String> OFF =
            Set.of("off", "excluded", "excepted", "closed", "omitted", "skipped", "exempt", "free", "out", "shut");
    private static final Set<String> CLOSED = Set.of("closed", "off", "shut");
    private static final Set<String> BE = Set.of("are", "is", "being");
    private static final Set<String> KINDS = Set.of("public", "bank", "national", "on", "the");
    private static final Set<String> HOLIDAYS = Set.of("holiday", "holidays");

    private final Words words;
    private final DayReader days;
    private final ClockReader clocks;
    private final SpokenTime said;

    AddedDays(Words words, DayReader days, ClockReader clocks, SpokenTime said) {
        this.words = words;
        this.days = days;
        this.clocks = clocks;
        this.said = said;
    }

    /** The place after the days that begin there. They have no time of day of their own. */
    int read(int i) {
        boolean closed = words.isIn(i, OFF);
        int lead = closed ? i + 1 : adding(i);
        int at = words.skip(words.skipAll(lead, PhraseReader.ON), PhraseReader.ARTICLES);
        Optional<Read<NavigableSet<Integer>>> read = days.days(at).or(() -> holidays(at));
        if (said.isEmpty() || read.isEmpty()) {
            return i;
        }
        int be = words.skip(read.get().to(), BE);
        boolean off = words.isIn(be, OFF) || (closed && (at > lead || words.isIn(i, CLOSED)));
        boolean not = words.is(be, "not") && words.isIn(be + 1, ADDED);
        int added = added(read.get().to());
        boolean adds = (lead > i && !closed) || added > read.get().to();
        if (off || not) {
            return except(
                    read.get().value(),
                    i,
                    not ? be + 2 : words.skip(words.skip(read.get().to(), BE), OFF));
        }
        return adds && !hasClock(added) ? add(read.get().value(), i, added) : i;
    }

    private int adding(int i) {
        int more = words.isIn(i, Set.of("as", "along", "together")) ? i + 1 : i;
        more = words.are(i, "as", "well", "as") ? i + 3 : words.is(more, "with") && more > i ? more + 1 : i;
        return more > i ? more : words.skipAll(i, ADDING);
    }

    private int added(int i) {
        int be = words.skip(i, BE);
        return words.are(be, "as", "well") && !words.is(be + 2, "as") ? be + 2 : words.isIn(be, ADDED) ? be + 1 : i;
    }

    /** Holidays are none of the days that a cron knows. */
    private Optional<Read<NavigableSet<Integer>>> holidays(int i) {
        int at = words.skipAll(i, KINDS);
        return words.isIn(at, HOLIDAYS) ? Optional.of(new Read<>(new TreeSet<>(), at + 1)) : Optional.empty();
    }

    private boolean hasClock(int i) {
        return clocks.sureAt(words.skip(i, PhraseReader.AT)).isPresent()
                || (words.isIn(i, PhraseReader.AT) && clocks.at(i + 1).isPresent());
    }

    private int add(NavigableSet<Integer> more, int from, int to) {
        boolean everyDay = said.days.isEmpty() && said.frequency != null && isDaily(said.frequency);
        if (everyDay && said.notDays.isEmpty() && said.dates.isEmpty()) {
            return to;
        }
        boolean clockOnly = said.isClockOnly() && said.dates.isEmpty() && !more.isEmpty();
        said.recurs |= clockOnly;
        if ((said.days.isEmpty() && !clockOnly) || more.isEmpty()) {
            return leftover(from, to);
        }
        said.days.addAll(more);
        // "At 5 pm, even on Fridays": to which days these are added, nothing says.
        return clockOnly ? leftover(from, to) : to;
    }

    private int except(NavigableSet<Integer> less, int from, int to) {
        if (less.isEmpty() || !said.hasDays()) {
            return leftover(from, to);
        }
        said.notDays.addAll(less);
        return to;
    }

    private int leftover(int from, int to) {
        said.leftovers.add(words.text(from, to));
        return to;
    }

    private static boolean isDaily(Cron cron) {
        return cron.dayOfMonth().equals("*") && cron.dayOfWeek().equals("*");
    }
}
