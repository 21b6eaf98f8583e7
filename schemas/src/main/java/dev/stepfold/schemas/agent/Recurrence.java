package dev.stepfold.schemas.agent;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.agent.CronExpression.Days;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * When a schedule fires, as recurrence rules of RFC 5545: one meaning, where each scheduler writes cron in its own way. The
 * times are local times of the schedule's time zone.
 *
 * <p>No time fits two of the rules: what several rules of one component mean is undefined (RFC 5545, 3.8.5.3), so each can
 * stand in a component of its own. Every part of a time is in the rule, and none has an {@code INTERVAL}: a reader may start
 * at any time that fits, which RFC 5545 demands of a start.
 *
 * @param rules each a value of the type RECUR (RFC 5545, 3.3.10), without {@code RRULE:}; at least one
 */
public record Recurrence(List<String> rules) {
    private static final int MINUTES = 60;
    private static final int HOURS = 24;
    private static final int MONTHS = 12;
    private static final List<String> DAYS_OF_WEEK = List.of("SU", "MO", "TU", "WE", "TH", "FR", "SA");

    /** The days of a month counted from its end, without the last. */
    private static final String ALL_BUT_THE_LAST =
            numbers(IntStream.rangeClosed(-31, -2).boxed().toList());

    public Recurrence {
        rules = List.copyOf(rules);
        Checks.atLeast(1, "recurrence.rules", rules.size());
        rules.forEach(rule -> Checks.notBlank("recurrence.rules", rule));
    }

    /**
     * What a cron expression means.
     *
     * @param cron an expression that fires
     */
    public static Recurrence of(CronExpression cron) {
        return new Recurrence(
                switch (cron.days()) {
                    case Days.Every() -> List.of(rule("DAILY", "", cron));
                    case Days.InMonth days -> List.of(rule("MONTHLY", inMonth(days), cron));
                    case Days.OfWeek days -> List.of(rule("WEEKLY", inWeek(days), cron));
                    case Days.Either(Days.InMonth ofMonth, Days.OfWeek ofWeek) ->
                        List.of(
                                rule("MONTHLY", inMonth(ofMonth), cron),
                                rule("MONTHLY", notInMonth(ofMonth) + inWeek(ofWeek), cron));
                });
    }

    private static String inMonth(Days.InMonth days) {
        return ";BYMONTHDAY="
                + switch (days) {
                    case Days.OfMonth of -> numbers(of.days());
                    case Days.Last() -> "-1";
                };
    }

    private static String notInMonth(Days.InMonth days) {
        return ";BYMONTHDAY="
                + switch (days) {
                    case Days.OfMonth of -> numbers(of.others());
                    case Days.Last() -> ALL_BUT_THE_LAST;
                };
    }

    private static String inWeek(Days.OfWeek days) {
        return ";BYDAY=" + days.days().stream().map(DAYS_OF_WEEK::get).collect(Collectors.joining(","));
    }

    /** @param frequency the frequency by the days; that of the times of day comes before it if it is higher */
    private static String rule(String frequency, String days, CronExpression cron) {
        String months = cron.months().size() == MONTHS ? "" : ";BYMONTH=" + numbers(cron.months());
        String minutes = ";BYMINUTE=" + numbers(cron.minutes());
        String second = ";BYSECOND=0";
        if (cron.hours().size() < HOURS) {
            return "FREQ=" + frequency + months + days + ";BYHOUR=" + numbers(cron.hours()) + minutes + second;
        }
        return cron.minutes().size() < MINUTES
                ? "FREQ=HOURLY" + months + days + minutes + second
                : "FREQ=MINUTELY" + months + days + second;
    }

    private static String numbers(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
