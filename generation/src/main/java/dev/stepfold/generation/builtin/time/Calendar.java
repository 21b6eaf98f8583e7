package dev.stepfold.generation.builtin.time;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The words of the calendar. */
final class Calendar {
    private static final List<String> WEEKDAYS =
            List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
    private static final Map<String, String> SHORT_DAYS = Map.ofEntries(
            Map.entry("mon", "monday"),
            Map.entry("tue", "tuesday"),
            Map.entry("tues", "tuesday"),
            Map.entry("wed", "wednesday"),
            Map.entry("thu", "thursday"),
            Map.entry("thur", "thursday"),
            Map.entry("thurs", "thursday"),
            Map.entry("fri", "friday"),
            Map.entry("sat", "saturday"),
            Map.entry("sun", "sunday"));
    private static final List<String> SHORTEST_DAYS = List.of("su", "mo", "tu", "we", "th", "fr", "sa");
    private static final Map<String, String> LETTERS = Map.of("m", "mo", "t", "tu", "w", "we", "f", "fr");
    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final Map<String, Integer> MORE_NUMBERS = Map.of("a", 1, "an", 1, "the", 1, "couple", 2);
    private static final Map<String, When.Unit> UNITS = units();
    /** Words that mean a recurrence by themselves; their times apply if no time of day is given. */
    private static final Map<String, Cron> ADVERBS = Map.ofEntries(
            Map.entry("hourly", Cron.HOURLY),
            Map.entry("daily", Cron.MORNINGS),
            Map.entry("everyday", Cron.MORNINGS),
            Map.entry("nightly", Cron.NIGHTS),
            Map.entry("overnight", Cron.NIGHTS),
            Map.entry("weekly", Cron.WEEKLY),
            Map.entry("fortnightly", Cron.MORNINGS.onDay("1,15")),
            Map.entry("biweekly", Cron.MORNINGS.onDay("1,15")),
            Map.entry("monthly", Cron.MONTHLY),
            Map.entry("quarterly", Cron.QUARTERLY),
            Map.entry("yearly", Cron.YEARLY),
            Map.entry("annually", Cron.YEARLY),
            Map.entry("bi-weekly", Cron.MORNINGS.onDay("1,15")),
            Map.entry("bimonthly", Cron.MONTHLY.in("*/2")),
            Map.entry("bi-monthly", Cron.MONTHLY.in("*/2")),
            Map.entry("half-yearly", Cron.MONTHLY.in("1,7")),
            Map.entry("semiannually", Cron.MONTHLY.in("1,7")),
            Map.entry("biannually", Cron.MONTHLY.in("1,7")));

    private static final Map<String, Cron> PERIODS = Map.ofEntries(
            Map.entry("minute", new Cron("*", "*", "*", "*", "*")),
            Map.entry("hour", Cron.HOURLY),
            Map.entry("day", Cron.MORNINGS),
            Map.entry("morning", Cron.MORNINGS),
            Map.entry("noon", Cron.daily(12, 0)),
            Map.entry("lunchtime", Cron.daily(12, 0)),
            Map.entry("afternoon", Cron.daily(14, 0)),
            Map.entry("evening", Cron.EVENINGS),
            Map.entry("night", Cron.NIGHTS),
            Map.entry("midnight", Cron.daily(0, 0)),
            Map.entry("week", Cron.WEEKLY),
            Map.entry("month", Cron.MONTHLY),
            Map.entry("quarter", Cron.QUARTERLY),
            Map.entry("year", Cron.YEARLY));
    private static final Map<String, Cron> ENDS = Map.of(
            "day", Cron.EVENINGS,
            "week", Cron.daily(17, 0).on("5"),
            "month", Cron.EVENINGS.onDay("L"),
            "quarter", Cron.EVENINGS.onDay("L").in("3,6,9,12"),
            "year", Cron.EVENINGS.onDay("31").in("12"));
    private static final Set<String> INEXACT =
            Set.of("fortnightly", "biweekly", "bi-weekly", "bimonthly", "bi-monthly", "biannually");

    private Calendar() {}

    static Optional<Cron> adverb(String word) {
        return Optional.ofNullable(ADVERBS.get(word));
    }

    static boolean isExact(String adverb) {
        return !INEXACT.contains(adverb);
    }

    static Optional<Cron> period(String word) {
        return Optional.ofNullable(PERIODS.get(word));
    }

    static Optional<Cron> endOf(String period) {
        return Optional.ofNullable(ENDS.get(period));
    }

    /** The number of a weekday, also in the plural. */
    static OptionalInt weekday(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String day = lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
        int number = WEEKDAYS.indexOf(SHORT_DAYS.getOrDefault(lower, day));
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The number of a weekday of one or two letters, which may be another word: "M", "We". */
    static OptionalInt shortestDay(String word) {
        int number = SHORTEST_DAYS.indexOf(LETTERS.getOrDefault(word, word));
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The number of a month, also if it is shortened to three letters. */
    static OptionalInt month(String word) {
        for (int i = 0; i < MONTHS.size(); i++) {
            String month = MONTHS.get(i);
            if (word.equals(month) || word.equals(month.substring(0, 3))) {
                return OptionalInt.of(i + 1);
            }
        }
        return word.equals("sept") ? OptionalInt.of(9) : OptionalInt.empty();
    }

    /** A number from one to twelve in words. */
    static OptionalInt numberWord(String word) {
        OptionalInt number = Numbers.cardinal(word);
        return number.isPresent() && number.getAsInt() <= 12 ? number : OptionalInt.empty();
    }

    /** A number in digits or words, from 1 to 99,999; "a" is 1. */
    static OptionalInt number(String word) {
        if (startsWithDigit(word) && word.matches("\\d{1,5}")) {
            int number = Integer.parseInt(word);
            return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
        }
        Integer other = MORE_NUMBERS.get(word);
        return other == null ? Numbers.cardinal(word) : OptionalInt.of(other);
    }

    /** "second" and its like, as in "every second day"; "other" is the second. */
    static OptionalInt nth(String word) {
        OptionalInt ordinal = ordinal(word.equals("other") ? "second" : word);
        return ordinal.isPresent() && ordinal.getAsInt() == 1 && !startsWithDigit(word) ? OptionalInt.empty() : ordinal;
    }

    /** The day of a month, as "15th" or "first". */
    static OptionalInt ordinal(String word) {
        if (startsWithDigit(word)) {
            return word.matches("\\d{1,2}(st|nd|rd|th)")
                    ? day(word.substring(0, word.length() - 2))
                    : OptionalInt.empty();
        }
        OptionalInt ordinal = Numbers.ordinal(word);
        return ordinal.isPresent() && ordinal.getAsInt() <= 31 ? ordinal : OptionalInt.empty();
    }

    private static OptionalInt day(String digits) {
        int day = Integer.parseInt(digits);
        return day >= 1 && day <= 31 ? OptionalInt.of(day) : OptionalInt.empty();
    }

    /** Most words do not, and need no further look. */
    static boolean startsWithDigit(String word) {
        return !word.isEmpty() && Character.isDigit(word.charAt(0));
    }

    static Optional<When.Unit> unit(String word) {
        return Optional.ofNullable(UNITS.get(word));
    }

    private static Map<String, When.Unit> units() {
        Map<String, When.Unit> units = new HashMap<>();
        for (When.Unit unit : When.Unit.values()) {
            units.put(unit.wireName(), unit);
            units.put(unit.wireName() + "s", unit);
        }
        units.put("min", When.Unit.MINUTE);
        units.put("mins", When.Unit.MINUTE);
        return Map.copyOf(units);
    }
}
