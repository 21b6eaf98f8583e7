package dev.stepfold.generation.builtin.time;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the words of one time say, in whatever order they stand. The elements are gathered here and then written as cron. */
final class SpokenTime {
    @Nullable Cron frequency;

    boolean exact = true;
    final List<ClockTime> clocks = new ArrayList<>();

    @Nullable PartOfDay part;
    /** Whether the part of the day also says when, as "in the evening" does; "nightly" has its own time. */
    boolean partSaysWhen;

    final NavigableSet<Integer> days = new TreeSet<>();
    final NavigableSet<Integer> notDays = new TreeSet<>();
    final NavigableSet<Integer> months = new TreeSet<>();
    final NavigableSet<Integer> notMonths = new TreeSet<>();
    /** Days of the month. */
    final NavigableSet<Integer> dates = new TreeSet<>();

    boolean lastDate;

    @Nullable Window window;
    /** The minutes of each hour. */
    final NavigableSet<Integer> minutes = new TreeSet<>();

    @Nullable String timeZone;
    /** Words about time that were not understood. */
    final List<String> leftovers = new ArrayList<>();
    /** Whether words that were not understood say on which days. */
    boolean vague;
    /** Whether the words say that something recurs; "at 5 pm" alone does not. */
    boolean recurs;

    /**
     * The hours in which something happens more than once a day.
     *
     * @param until the hour and minute of the last time
     */
    record Window(ClockTime since, ClockTime until) {}

    boolean isEmpty() {
        return !hasDays() && clocks.isEmpty() && part == null && window == null && months.isEmpty() && timeZone == null;
    }

    /** Whether it says on which days or how often. */
    boolean hasDays() {
        return frequency != null || !days.isEmpty() || !dates.isEmpty() || lastDate;
    }

    /** Whether it says at which time of day. */
    boolean hasClock() {
        return !clocks.isEmpty() || part != null;
    }

    /** Whether it says only at which time of day. */
    boolean isClockOnly() {
        return !hasDays() && !clocks.isEmpty() && months.isEmpty() && notDays.isEmpty() && notMonths.isEmpty();
    }

    /** Whether it says at which time of day in which months: "at 4:00 in December". */
    boolean isClockOfMonths() {
        return !hasDays() && !clocks.isEmpty() && !months.isEmpty() && notDays.isEmpty();
    }

    /** Whether it names a day of the month. */
    boolean isDate() {
        return !dates.isEmpty()
                || lastDate
                || (frequency != null && !frequency.dayOfMonth().equals("*"));
    }

    /** Whether it names a day of the month and nothing else. */
    boolean isDateOnly() {
        return isDate() && clocks.isEmpty() && part == null && window == null;
    }

    /** Whether it names days of the week and nothing else. */
    boolean isWeekdaysOnly() {
        return !days.isEmpty() && frequency == null && !isDate() && !hasClock() && window == null && months.isEmpty();
    }

    /** Whether it happens on all these days of the week, and on others. */
    boolean hasMoreDaysThan(NavigableSet<Integer> some) {
        boolean daily = frequency == null || frequency.equals(Cron.MORNINGS);
        boolean more = days.isEmpty() ? daily : days.containsAll(some) && days.size() > some.size();
        return hasClock() && !isDate() && more;
    }

    /** Whether a time of day can be added to it. */
    boolean takesClock() {
        return hasDays() && clocks.isEmpty() && (frequency == null || !frequency.withinTheDay());
    }

    /** Whether it says nothing but "weekly" or its like, so that "on Fridays" can be added to it. */
    boolean takesDaysOf(SpokenTime other) {
        boolean bare = frequency != null && days.isEmpty() && dates.isEmpty() && clocks.isEmpty();
        boolean week = !other.days.isEmpty() && (Cron.WEEKLY.equals(frequency) || Cron.MORNINGS.equals(frequency));
        boolean month = !other.dates.isEmpty() && Cron.MONTHLY.equals(frequency);
        return bare && (other.frequency == null ? week || month : isWithin(other.frequency));
    }

    /** "monthly", of "the last day of the month": both say how often, the other one when. */
    private boolean isWithin(Cron other) {
        if (frequency == null || other.withinTheDay()) {
            return false;
        }
        boolean month = !other.dayOfMonth().equals("*") && other.month().equals("*");
        boolean week = !other.dayOfWeek().equals("*") && !other.dayOfWeek().contains("-");
        boolean day = other.on("*").in("*").onDay("*").equals(other);
        return (frequency.equals(Cron.MONTHLY) && month)
                || (frequency.equals(Cron.WEEKLY) && week)
                || (frequency.equals(Cron.MORNINGS) && day);
    }

    /** Adds what other words of the same sentence say. */
    void add(SpokenTime other) {
        exact &= other.exact;
        frequency = other.frequency == null ? frequency : other.frequency;
        clocks.addAll(other.clocks);
        days.addAll(other.days);
        notDays.addAll(other.notDays);
        months.addAll(other.months);
        notMonths.addAll(other.notMonths);
        dates.addAll(other.dates);
        leftovers.addAll(other.leftovers);
        part = part == null ? other.part : part;
        partSaysWhen |= other.partSaysWhen;
        vague |= other.vague;
        timeZone = timeZone == null ? other.timeZone : timeZone;
    }
}
