package dev.stepfold.generation.builtin.time;

import java.util.Optional;

/** "Every n minutes" and its like: cron can express only those that divide the next larger unit; others are rounded. */
final class Intervals {
    private Intervals() {}

    record Interval(Cron cron, boolean exact) {}

    static Optional<Interval> every(int n, String unit) {
        return switch (unit) {
            case "second", "sec" -> Optional.of(seconds(n));
            case "minute", "min" -> Optional.of(minutes(n));
            case "hour", "hr" -> Optional.of(hours(n, true));
            case "day" ->
                Optional.of(new Interval(n == 1 ? Cron.MORNINGS : Cron.MORNINGS.onDay("*/" + Math.min(n, 31)), n == 1));
            case "week" -> Optional.of(weeks(n));
            case "month" -> Optional.of(months(n));
            case "quarter" -> Optional.of(n == 1 ? new Interval(Cron.QUARTERLY, true) : months(3 * n));
            case "year" -> Optional.of(new Interval(Cron.YEARLY, n == 1));
            default -> Optional.empty();
        };
    }

    /** Cron knows no seconds. */
    private static Interval seconds(int n) {
        Interval minutes = minutes(Math.max(1, Math.round(n / 60f)));
        return new Interval(minutes.cron(), minutes.exact() && n % 60 == 0);
    }

    private static Interval minutes(int n) {
        if (n >= 60) {
            return hours(Math.max(1, Math.round(n / 60f)), n % 60 == 0);
        }
        String minutes = n == 1 ? "*" : "*/" + n;
        return new Interval(new Cron(minutes, "*", "*", "*", "*"), 60 % n == 0);
    }

    private static Interval hours(int n, boolean exact) {
        if (n >= 24) {
            Interval days = every(Math.max(1, n / 24), "day").orElseThrow();
            return new Interval(days.cron(), exact && n == 24);
        }
        return new Interval(n == 1 ? Cron.HOURLY : new Cron("0", "*/" + n, "*", "*", "*"), exact && 24 % n == 0);
    }

    private static Interval weeks(int n) {
        if (n == 1) {
            return new Interval(Cron.WEEKLY, true);
        }
        return new Interval(n <= 2 ? Cron.MORNINGS.onDay("1,15") : Cron.MONTHLY, false);
    }

    private static Interval months(int n) {
        if (n == 1) {
            return new Interval(Cron.MONTHLY, true);
        }
        return new Interval(Cron.MONTHLY.in("*/" + Math.min(n, 12)), n <= 12 && 12 % n == 0);
    }
}
