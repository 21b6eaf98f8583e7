package dev.stepfold.generation.builtin.time;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads in which hours, and at which minute of each hour, something happens more than once a day. */
final class HourReader {
    private static final Set<String> SINCE = Set.of("between", "from");
    private static final Set<String> UNTIL = Set.of("and", "to", "till", "until", "through", "-", "–", "—");

    private static final Set<String> RANGE = Set.of("to", "till", "until", "through", "-", "–", "—");

    private static final Set<String> COLON = Set.of(":");

    private final Words words;
    private final ClockReader clocks;
    private final SpokenTime said;

    HourReader(Words words, ClockReader clocks, SpokenTime said) {
        this.words = words;
        this.clocks = clocks;
        this.said = said;
    }

    /** "between 9 and 17", "from 9am to 5pm". */
    int window(int i) {
        boolean introduced = words.isIn(i, SINCE);
        if (said.window != null || !said.clocks.isEmpty() || !(introduced || isBareWindow(i))) {
            return i;
        }
        return introduced ? window(i, i + 1) : window(i, i);
    }

    /** "9am - 5pm", and after "hourly" also "9-5". */
    private boolean isBareWindow(int i) {
        boolean often = said.frequency != null && said.frequency.hour().contains("*");
        Optional<ClockReader.Written> since = often ? clocks.at(i) : clocks.sureAt(i);
        boolean range = since.isPresent()
                && words.isIn(since.get().to(), RANGE)
                && (often
                                ? clocks.at(since.get().to() + 1)
                                : clocks.sureAt(since.get().to() + 1))
                        .isPresent();
        return !said.isEmpty() && (range || (often && words.at(i).matches("\\d{1,2}[-–]\\d{1,2}")));
    }

    private int window(int i, int first) {
        String[] joined = words.at(first).split("[-–]", -1);
        if (joined.length == 2) {
            ClockReader both = new ClockReader(new Words(List.of(joined)));
            Optional<ClockReader.Written> since = both.at(0);
            Optional<ClockReader.Written> until = both.at(1);
            return since.isPresent() && until.isPresent()
                    ? window(
                            since.get().time(),
                            until.get().time(),
                            words.at(first).endsWith("pm"),
                            first + 1)
                    : i;
        }
        Optional<ClockReader.Written> since = clocks.at(first);
        if (since.isEmpty()) {
            return i;
        }
        int link = since.get().to();
        Optional<ClockReader.Written> until = clocks.at(words.skip(link, UNTIL));
        boolean linked = words.isIn(link, UNTIL) || since.get().sure();
        return until.isPresent() && linked
                ? window(
                        since.get().time(),
                        until.get().time(),
                        clocks.isPlain(since.get())
                                && words.at(until.get().to() - 1).endsWith("pm"),
                        until.get().to())
                : i;
    }

    private int window(ClockTime since, ClockTime until, boolean pmForBoth, int to) {
        boolean bothLate = pmForBoth && !since.halfKnown() && since.hour() < until.hour() - 12;
        ClockTime first = bothLate ? since.afternoon() : since;
        boolean wraps = !until.halfKnown() && until.hour() <= first.hour() && until.hour() < 12;
        boolean night = first.halfKnown() && first.hour() >= 12;
        said.window = new SpokenTime.Window(first, wraps && !night ? until.afternoon() : until);
        return to;
    }

    /** "hourly at :15", "every hour at 15 minutes past", "on the hour". */
    int minute(int i) {
        if (said.frequency == null || !said.frequency.hour().contains("*")) {
            return i;
        }
        if (words.are(i, "on", "the", "hour") || words.are(i, "on", "the", "half", "hour")) {
            boolean whole = words.is(i + 2, "hour");
            said.minutes.add(whole ? 0 : 30);
            return whole ? i + 3 : i + 4;
        }
        int at = words.skip(i, Set.of("at"));
        boolean quarter = words.are(at, "quarter", "past") || words.are(at, "half", "past");
        if (quarter && clocks.at(at + 2).isEmpty()) {
            said.minutes.add(words.is(at, "half") ? 30 : 15);
            return words.skip(words.skip(at + 2, Set.of("the", "every", "each")), Set.of("hour"));
        }
        return listed(i, at);
    }

    /** ":15 past every hour", "at the top of the hour", "10 minutes before each hour": the minute stands first. */
    int minutesFirst(int i) {
        if (said.frequency != null && !said.frequency.hour().contains("*")) {
            return i;
        }
        int at = words.skip(i, Set.of("at", "on"));
        boolean top = words.are(at, "the", "top", "of");
        boolean bottom = words.are(at, "the", "bottom", "of");
        NavigableSet<Integer> found = new TreeSet<>();
        int past = at;
        if (top || bottom) {
            found.add(top ? 0 : 30);
            past = at + 2;
        } else if (words.isIn(at, Set.of("quarter", "half"))) {
            found.add(words.is(at, "half") ? 30 : 15);
            past = at + 1;
        } else {
            past = minutes(at, found);
        }
        boolean before = words.isIn(past, Set.of("to", "before"));
        int hour = words.skip(past + 1, Set.of("the", "every", "each"));
        boolean reads = !found.isEmpty() && (top || bottom || before || words.isIn(past, Set.of("past", "after")));
        if (!reads || hour == past + 1 || !words.is(hour, "hour")) {
            return i;
        }
        found.forEach(minute -> said.minutes.add(before ? Math.floorMod(-minute, 60) : minute));
        said.frequency = said.frequency == null ? Cron.HOURLY : said.frequency;
        said.recurs = true;
        return hour + 1;
    }

    /** ":05 and :35", "15 and 45 minutes". */
    private int minutes(int i, NavigableSet<Integer> found) {
        int to = i;
        int next = i;
        while (isMinute(words.skip(next, COLON))) {
            int digits = words.skip(next, COLON);
            found.add(Integer.valueOf(words.at(digits).replaceFirst("^:", "")));
            to = digits + 1;
            next = words.skip(words.skip(to, PhraseReader.LIST), Set.of("and", "at"));
        }
        return words.skip(to, Set.of("minutes", "minute", "min", "mins"));
    }

    /** ":05 and :35", "15 and 45 minutes past the hour". */
    private int listed(int i, int from) {
        NavigableSet<Integer> found = new TreeSet<>();
        boolean marked = false;
        int to = from;
        int next = from;
        while (isMinute(words.skip(next, COLON))) {
            int digits = words.skip(next, COLON);
            boolean colon = digits > next || words.at(digits).startsWith(":");
            if (!found.isEmpty() && colon != marked) {
                break;
            }
            marked = colon;
            found.add(Integer.valueOf(words.at(digits).replaceFirst("^:", "")));
            to = digits + 1;
            next = words.skip(words.skip(to, PhraseReader.LIST), Set.of("and", "at"));
            next = words.skip(next, Set.of("at"));
        }
        boolean past = words.is(to, "past") || words.are(to, "minutes", "past");
        if (found.isEmpty() || !(marked || past)) {
            return i;
        }
        said.minutes.addAll(found);
        int end = past ? (words.is(to, "past") ? to + 1 : to + 2) : to;
        return words.is(end, "the") && words.is(end + 1, "hour") ? end + 2 : end;
    }

    private boolean isMinute(int i) {
        return words.at(i).matches(":?[0-5]?\\d");
    }
}
