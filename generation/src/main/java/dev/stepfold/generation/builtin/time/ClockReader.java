package dev.stepfold.generation.builtin.time;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times of day: "5 pm", "17:00", "14h30", "half past eight", "noon", and after "at" also "9" and "1730". */
final class ClockReader {
    private static final Pattern DIGITS =
            Pattern.compile("(?<hour>\\d{1,2})((?<mark>[:.h])(?<minute>\\d{2})(:00)?)?(?<end>h|am|pm|-ish)?");
    private static final Pattern FOUR_DIGITS = Pattern.compile("(?<hour>[01]\\d|2[0-3])(?<minute>[0-5]\\d)");
    /** What stands for a time of day and nothing else, although it may be none: "25:00", "13 am". */
    private static final Pattern LIKE_A_TIME = Pattern.compile("\\d+:\\d{2}(:\\d{2})?.*|\\d+([:.h]\\d+)?([ap]m|h)");

    private static final Set<String> MERIDIEMS = Set.of("am", "pm");
    private static final Set<String> O_CLOCK = Set.of("o'clock", "oclock", "uhr", "h", "hrs", "hours");
    private static final Set<String> VAGUE = Set.of("ish", "-ish", "sharp", "exactly", "precisely");
    private static final Map<String, Integer> NAMED = Map.of("noon", 12, "midday", 12, "midnight", 0);
    private static final Map<String, Integer> MINUTES = Map.ofEntries(
            Map.entry("half", 30),
            Map.entry("quarter", 15),
            Map.entry("five", 5),
            Map.entry("ten", 10),
            Map.entry("fifteen", 15),
            Map.entry("twenty", 20),
            Map.entry("thirty", 30),
            Map.entry("forty", 40),
            Map.entry("forty-five", 45),
            Map.entry("fifty", 50));

    private final Words words;

    ClockReader(Words words) {
        this.words = words;
    }

    /**
     * A time as it is written.
     *
     * @param sure whether it can be nothing else; "9" may be a number, and "12.50" a price
     */
    record Written(ClockTime time, int to, boolean sure) {}

    /** The time that begins there; a plain number counts as one. */
    Optional<Written> at(int i) {
        return at(i, false);
    }

    /** The time that begins there, after "at": then "10 to 5" is ten minutes before five. */
    Optional<Written> afterAt(int i) {
        return at(i, true);
    }

    private Optional<Written> at(int i, boolean introduced) {
        return named(i).or(() -> relative(i, introduced))
                .or(() -> digits(i))
                .or(() -> inWords(i))
                .or(() -> fourDigits(i));
    }

    /** The time that begins there and can be nothing else. */
    Optional<Written> sureAt(int i) {
        return at(i).filter(Written::sure);
    }

    /** Whether something that looks like a time of day stands there, even an impossible one. */
    boolean looksLikeOne(int i) {
        if (!Calendar.startsWithDigit(words.at(i))) {
            return words.isIn(i, Set.of("o'clock", "noon", "midday", "midnight"));
        }
        String word = words.at(i).replace(" ", "");
        boolean digits = LIKE_A_TIME.matcher(word).matches();
        boolean apart = word.matches("\\d+([:.]\\d+)?") && words.isIn(i + 1, MERIDIEMS);
        return digits || apart;
    }

    private Optional<Written> named(int i) {
        int name = words.is(i, "12") && (words.is(i + 1, "noon") || words.is(i + 1, "midnight")) ? i + 1 : i;
        Integer hour = NAMED.get(words.at(name));
        return hour == null ? Optional.empty() : Optional.of(new Written(ClockTime.of(hour, 0), name + 1, true));
    }

    /** "half past eight", "quarter to six", "ten minutes past 9". */
    private Optional<Written> relative(int i, boolean introduced) {
        int start = words.is(i, "a") ? i + 1 : i;
        Integer minutes = MINUTES.get(words.at(start));
        if (minutes == null
                && Calendar.startsWithDigit(words.at(start))
                && words.at(start).matches("[1-5]?\\d")) {
            minutes = Integer.valueOf(words.at(start));
        }
        int link = words.skip(start + 1, Set.of("minutes", "minute"));
        boolean before = words.is(link, "to") || words.is(link, "before");
        if (minutes == null || !(before || words.is(link, "past") || words.is(link, "after"))) {
            return Optional.empty();
        }
        int shift = before ? -minutes : minutes;
        boolean spoken = introduced && shift % 5 == 0;
        return digits(link + 1)
                .or(() -> inWords(link + 1))
                .or(() -> named(link + 1))
                .filter(hour -> hour.time().minute() == 0 && (before || shift < 60))
                .filter(hour -> MINUTES.containsKey(words.at(start))
                        || link > start + 1
                        || hour.sure()
                        || (spoken && isFree(hour.to())))
                .map(hour -> new Written(shifted(hour.time(), shift), hour.to(), true));
    }

    private static ClockTime shifted(ClockTime hour, int minutes) {
        int ofDay = Math.floorMod(hour.hour() * 60 + minutes, 24 * 60);
        return new ClockTime(ofDay / 60, ofDay % 60, hour.halfKnown());
    }

    private Optional<Written> digits(int i) {
        Matcher digits = DIGITS.matcher(words.at(i).replace(" ", ""));
        if (!digits.matches()) {
            return Optional.empty();
        }
        String mark = Optional.ofNullable(digits.group("mark")).orElse("");
        String end = Optional.ofNullable(digits.group("end")).orElse("");
        String hour = digits.group("hour");
        String minute = Optional.ofNullable(digits.group("minute")).orElse("0");
        boolean sure = mark.equals(":") || mark.equals("h") || end.equals("h");
        Written plain = new Written(
                new ClockTime(Integer.parseInt(hour), Integer.parseInt(minute), hour.startsWith("0")), i + 1, sure);
        return MERIDIEMS.contains(end) ? inHalf(plain, end.equals("pm"), plain.to()) : ended(plain);
    }

    private Optional<Written> inWords(int i) {
        OptionalInt hour = Calendar.numberWord(words.at(i));
        if (hour.isEmpty() || hour.getAsInt() > 12) {
            return Optional.empty();
        }
        Integer minutes = MINUTES.get(words.at(i + 1));
        boolean both = minutes != null && minutes >= 10 && words.at(i + 1).matches("t.*|f.*");
        ClockTime time = new ClockTime(hour.getAsInt(), both && minutes != null ? minutes : 0, false);
        return ended(new Written(time, both ? i + 2 : i + 1, false));
    }

    private Optional<Written> fourDigits(int i) {
        Matcher digits = FOUR_DIGITS.matcher(words.at(i));
        return digits.matches()
                ? ended(new Written(
                        ClockTime.of(Integer.parseInt(digits.group("hour")), Integer.parseInt(digits.group("minute"))),
                        i + 1,
                        false))
                : Optional.empty();
    }

    /** Takes the words after the number: "o'clock", "pm", "sharp". */
    private Optional<Written> ended(Written written) {
        int to = words.skip(written.to(), VAGUE);
        boolean clock = words.isIn(to, O_CLOCK);
        to = clock ? to + 1 : to;
        ClockTime time = written.time();
        if (words.is(to - 1, "uhr") && words.at(to).matches("[0-5]\\d")) {
            time = new ClockTime(time.hour(), Integer.parseInt(words.at(to)), time.halfKnown());
            to++;
        }
        Written known = new Written(time, to, written.sure() || clock);
        return words.isIn(to, MERIDIEMS) ? inHalf(known, words.is(to, "pm"), to + 1) : possible(known);
    }

    private Optional<Written> inHalf(Written written, boolean second, int to) {
        ClockTime time = written.time();
        int end = words.skip(to, VAGUE);
        if (time.hour() > 12 || time.hour() == 0) {
            return second == time.hour() > 12 ? possible(new Written(time, end, true)) : Optional.empty();
        }
        int hour = time.hour() % 12 + (second ? 12 : 0);
        return possible(new Written(ClockTime.of(hour, time.minute()), end, true));
    }

    private static Optional<Written> possible(Written written) {
        ClockTime time = written.time();
        if (time.hour() > 23 || time.minute() > 59) {
            return Optional.empty();
        }
        boolean known = time.halfKnown() || time.hour() == 0 || time.hour() > 12;
        return Optional.of(new Written(new ClockTime(time.hour(), time.minute(), known), written.to(), written.sure()));
    }

    /** Whether a number can be a time of day there: it counts nothing. */
    boolean isFree(int i) {
        String next = words.at(i);
        boolean unit = next.endsWith("s")
                && next.length() > 3
                && Calendar.weekday(next).isEmpty()
                && PartOfDay.of(next).isEmpty();
        return !unit && !next.matches("percent|%|of|or");
    }

    /** Whether only the hour is written, in digits. */
    boolean isPlain(Written clock) {
        return words.at(clock.to() - 1).matches("\\d{1,2}");
    }
}
