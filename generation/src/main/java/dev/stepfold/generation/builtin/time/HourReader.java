package dev.stepfold.generation.builtin.time;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads in which hours, and at which minute of each hour, something happens more than once a day. */
final class HourReader {
    private static final Set<String> SINCE = Set.of("between", "from");
    private static final Set<String> UNTIL = Set.of("and", "to", "till", "until", "through", "-", "–", "—");

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
        if (!introduced || said.window != null || !said.clocks.isEmpty()) {
            return i;
        }
        String[] joined = words.at(i + 1).split("[-–]", -1);
        if (joined.length == 2) {
            ClockReader both = new ClockReader(new Words(List.of(joined)));
            Optional<ClockReader.Written> since = both.at(0);
            Optional<ClockReader.Written> until = both.at(1);
            return since.isPresent() && until.isPresent()
                    ? window(
                            since.get().time(),
                            until.get().time(),
                            words.at(i + 1).endsWith("pm"),
                            i + 2)
                    : i;
        }
        Optional<ClockReader.Written> since = clocks.at(i + 1);
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
            said.minute = words.is(i + 2, "hour") ? 0 : 30;
            return said.minute == 0 ? i + 3 : i + 4;
        }
        int at = words.skip(i, Set.of("at"));
        int digits = words.skip(at, Set.of(":"));
        String word = words.at(digits).replaceFirst("^:", "");
        boolean marked = digits > at || words.at(digits).startsWith(":");
        boolean past = words.is(digits + 1, "past") || words.are(digits + 1, "minutes", "past");
        if (!word.matches("[0-5]?\\d")) {
            boolean quarter = words.are(at, "quarter", "past") || words.are(at, "half", "past");
            if (quarter && clocks.at(at + 2).isEmpty()) {
                said.minute = words.is(at, "half") ? 30 : 15;
                return words.skip(words.skip(at + 2, Set.of("the", "every", "each")), Set.of("hour"));
            }
            return i;
        }
        if (!marked && !past) {
            return i;
        }
        said.minute = Integer.parseInt(word);
        int to = past ? (words.is(digits + 1, "past") ? digits + 2 : digits + 3) : digits + 1;
        return words.is(to, "the") && words.is(to + 1, "hour") ? to + 2 : to;
    }
}
