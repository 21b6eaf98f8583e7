package dev.stepfold.generation.builtin.time;

import java.util.Set;
import java.util.regex.Pattern;

/** The words of which the calendar and the clock are made. */
public final class TimeWords {
    /** What is never said of anything but time. */
    private static final Set<String> SURE = Set.of(
            "holiday",
            "holidays",
            "tomorrow",
            "today",
            "tonight",
            "yesterday",
            "noon",
            "midnight",
            "midday",
            "o'clock",
            "dawn",
            "dusk",
            "sunrise",
            "sunset",
            "seconds",
            "fortnight",
            "half",
            "twice",
            "lunchtime",
            "periodically",
            "occasionally",
            "regularly",
            "frequently");

    private static final Set<String> UNITS = Set.of(
            "minute",
            "hour",
            "day",
            "night",
            "morning",
            "afternoon",
            "evening",
            "week",
            "weekday",
            "weekend",
            "fortnight",
            "month",
            "quarter",
            "season",
            "year");

    private static final Set<String> YEAR_SEASONS = Set.of("spring", "summer", "autumn", "winter");

    private static final Set<String> SEASONS =
            Set.of("spring", "summer", "autumn", "winter", "now", "lunch", "o'clock");

    private static final Pattern PART = Pattern.compile("^(?:mid|semi|early|late)-?");

    private TimeWords() {}

    /** Whether a word, in lower case, can be about time. */
    public static boolean isOne(String word) {
        return isSure(word)
                || isUnit(word)
                || SEASONS.contains(singular(word))
                || Calendar.weekday(word).isPresent()
                || Calendar.month(word).isPresent()
                || Calendar.adverb(word).isPresent()
                || Calendar.ordinal(word).isPresent()
                || Calendar.startsWithDigit(word);
    }

    /** Whether a word, in lower case, is about time wherever it stands. */
    static boolean isSure(String word) {
        boolean day = Calendar.weekday(word).isPresent() && word.length() > 4;
        boolean month = Calendar.month(word).isPresent() && word.length() > 3 && !word.equals("march");
        return day || month || SURE.contains(word) || isWithinAPeriod(word);
    }

    /** "mid-month", "midweek", "semi-monthly". */
    private static boolean isWithinAPeriod(String word) {
        String rest = PART.matcher(word).replaceFirst("");
        return !rest.equals(word)
                && (isUnit(rest)
                        || Calendar.adverb(rest).isPresent()
                        || Calendar.month(rest).isPresent());
    }

    /** A unit of time or a day of the week, also in the plural and as the end of a longer word: "weeknight". */
    public static boolean isUnit(String word) {
        return UNITS.contains(singular(word))
                || isLongUnit(word)
                || (Calendar.weekday(word).isPresent() && word.length() > 4);
    }

    /** A season of the year. */
    static boolean isSeason(String word) {
        return YEAR_SEASONS.contains(singular(word));
    }

    /** "weeknight", "payday". */
    static boolean isLongUnit(String word) {
        String one = singular(word);
        return !UNITS.contains(one)
                && Calendar.weekday(word).isEmpty()
                && UNITS.stream().anyMatch(one::endsWith)
                && !Set.of("today", "yesterday").contains(one);
    }

    private static String singular(String word) {
        return word.endsWith("s") && word.length() > 3 ? word.substring(0, word.length() - 1) : word;
    }
}
