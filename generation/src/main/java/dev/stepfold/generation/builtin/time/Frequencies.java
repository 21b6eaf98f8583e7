package dev.stepfold.generation.builtin.time;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;

/** Phrases for how often something happens, other than one word for a period. */
final class Frequencies {
    private static final Map<String, String> ORDINAL_WEEKS =
            Map.of("first", "1", "second", "8", "third", "15", "fourth", "22", "last", "L");
    private static final Set<String> BUSINESS = Set.of("business", "working");

    private final IntFunction<String> words;

    Frequencies(IntFunction<String> words) {
        this.words = words;
    }

    /** The phrase that begins at a word. */
    Optional<Match> at(int i) {
        return ordinalWeekday(i).or(() -> clockDaily(i)).or(() -> often(i));
    }

    /** "the last Friday of each month": cron has no such day; a day of the month near it replaces it. */
    private Optional<Match> ordinalWeekday(int i) {
        String day = ORDINAL_WEEKS.getOrDefault(word(i), "");
        boolean ofMonth = word(i + 2).equals("of")
                && Set.of("the", "each", "every", "a").contains(word(i + 3))
                && word(i + 4).equals("month");
        return !day.isEmpty() && ofMonth && Calendar.weekday(word(i + 1)).isPresent()
                ? Optional.of(new Match(Cron.MONTHLY.onDay(day), i + 5, false))
                : Optional.empty();
    }

    /** "at midnight" means daily. */
    private Optional<Match> clockDaily(int i) {
        return word(i).equals("at") && word(i + 1).equals("midnight")
                ? Optional.of(new Match(Cron.daily(0, 0), i + 2, true))
                : Optional.empty();
    }

    /** "three times a day", "every half hour", "every morning and evening", "every other Friday". */
    private Optional<Match> often(int i) {
        boolean timesADay = word(i + 1).equals("times")
                && Set.of("a", "per", "each", "every").contains(word(i + 2))
                && word(i + 3).equals("day");
        OptionalInt times = timesADay ? Calendar.number(word(i)) : OptionalInt.empty();
        if (times.isPresent() && times.getAsInt() >= 2 && times.getAsInt() <= 24) {
            int n = times.getAsInt();
            String hours = n == 2 ? "8,18" : n == 3 ? "8,13,18" : "*/" + 24 / n;
            return Optional.of(new Match(new Cron("0", hours, "*", "*", "*"), i + 4, n <= 3 || 24 % n == 0));
        }
        if (!word(i).equals("every") && !word(i).equals("each")) {
            boolean onBusiness = BUSINESS.contains(word(i)) && word(i + 1).equals("days");
            return onBusiness ? Optional.of(new Match(Cron.WEEKDAYS, i + 2, true)) : Optional.empty();
        }
        if (BUSINESS.contains(word(i + 1)) && word(i + 2).equals("day")) {
            return Optional.of(new Match(Cron.WEEKDAYS, i + 3, true));
        }
        if (word(i + 1).equals("half") && Set.of("hour", "an").contains(word(i + 2))) {
            return Optional.of(
                    new Match(new Cron("*/30", "*", "*", "*", "*"), word(i + 2).equals("an") ? i + 4 : i + 3, true));
        }
        if (word(i + 1).equals("quarter")
                && word(i + 2).equals("of")
                && word(i + 4).equals("hour")) {
            return Optional.of(new Match(new Cron("*/15", "*", "*", "*", "*"), i + 5, true));
        }
        if (word(i + 1).equals("morning")
                && word(i + 2).equals("and")
                && word(i + 3).equals("evening")) {
            return Optional.of(new Match(new Cron("0", "8,18", "*", "*", "*"), i + 4, true));
        }
        boolean second = Set.of("other", "second").contains(word(i + 1));
        return second && Calendar.weekday(word(i + 2)).isPresent()
                ? Optional.of(new Match(Cron.MORNINGS.onDay("1,15"), i + 3, false))
                : Optional.empty();
    }

    private String word(int i) {
        return words.apply(i);
    }
}
