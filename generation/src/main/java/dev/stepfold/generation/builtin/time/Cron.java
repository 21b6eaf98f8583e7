package dev.stepfold.generation.builtin.time;

/**
 * Five fields in Unix order. {@code L} as the day of the month is its last day.
 *
 * @param minute 0 to 59
 * @param hour 0 to 23
 * @param dayOfMonth 1 to 31
 * @param month 1 to 12
 * @param dayOfWeek 0 (Sunday) to 6
 */
record Cron(String minute, String hour, String dayOfMonth, String month, String dayOfWeek) {
    static final Cron MORNINGS = daily(8, 0);
    static final Cron EVENINGS = daily(18, 0);
    static final Cron NIGHTS = daily(2, 0);
    static final Cron WEEKDAYS = MORNINGS.on("1-5");
    static final Cron WEEKLY = MORNINGS.on("1");
    static final Cron MONTHLY = MORNINGS.onDay("1");
    static final Cron QUARTERLY = MONTHLY.in("1,4,7,10");
    static final Cron YEARLY = MONTHLY.in("1");
    static final Cron HOURLY = new Cron("0", "*", "*", "*", "*");

    static Cron daily(int hour, int minute) {
        return new Cron(Integer.toString(minute), Integer.toString(hour), "*", "*", "*");
    }

    Cron atMinute(String minutes) {
        return new Cron(minutes, hour, dayOfMonth, month, dayOfWeek);
    }

    Cron during(String hours) {
        return new Cron(minute, hours, dayOfMonth, month, dayOfWeek);
    }

    Cron on(String days) {
        return new Cron(minute, hour, dayOfMonth, month, days);
    }

    Cron onDay(String days) {
        return new Cron(minute, hour, days, month, dayOfWeek);
    }

    Cron in(String months) {
        return new Cron(minute, hour, dayOfMonth, months, dayOfWeek);
    }

    /** Whether it fires more than once a day, so that a time of day does not fit it. */
    boolean withinTheDay() {
        return hour.contains("*") || hour.contains(",");
    }

    @Override
    public String toString() {
        return String.join(" ", minute, hour, dayOfMonth, month, dayOfWeek);
    }
}
