package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.CronExpression;
import dev.stepfold.schemas.agent.CronExpression.Days;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of crontab (POSIX, Vixie), Kubernetes and pg_cron: five fields, and a day that meets one of the two day fields is
 * enough if both are restricted. It has no last day of the month.
 */
final class UnixCron {
    private static final List<Integer> MONTHS_OF_31 = List.of(1, 3, 5, 7, 8, 10, 12);
    private static final List<Integer> MONTHS_OF_30 = List.of(4, 6, 9, 11);
    private static final List<Integer> FEBRUARY = List.of(2);

    private UnixCron() {}

    /** The lines that together say what the expression says; every time is of exactly one of them. */
    static List<Line> lines(CronExpression cron) {
        return switch (cron.days()) {
            case Days.Every() -> List.of(line(cron, "*", cron.months(), "*", null));
            case Days.OfMonth(List<Integer> days) ->
                List.of(line(cron, CronFields.list(days), cron.months(), "*", null));
            case Days.OfWeek(List<Integer> days) ->
                List.of(line(cron, "*", cron.months(), CronFields.list(days), null));
            case Days.Last() -> lastDays(cron, "*", List.of());
            case Days.Either(Days.OfMonth(List<Integer> days), Days.OfWeek(List<Integer> weekdays)) ->
                List.of(line(cron, CronFields.list(days), cron.months(), CronFields.list(weekdays), null));
            case Days.Either(Days.Last(), Days.OfWeek(List<Integer> weekdays)) ->
                lastDays(cron, CronFields.list(weekdays), weekdays);
        };
    }

    /** The last days by the length of their months; the weekdays are those of the lines, and not of the last one's guard. */
    private static List<Line> lastDays(CronExpression cron, String dayOfWeek, List<Integer> weekdays) {
        List<Line> lines = new ArrayList<>();
        addLastDay(lines, cron, "31", MONTHS_OF_31, dayOfWeek, null);
        addLastDay(lines, cron, "30", MONTHS_OF_30, dayOfWeek, null);
        addLastDay(lines, cron, "29", FEBRUARY, dayOfWeek, null);
        addLastDay(lines, cron, "28", FEBRUARY, "*", new Guard(weekdays));
        return lines;
    }

    private static void addLastDay(
            List<Line> lines,
            CronExpression cron,
            String day,
            List<Integer> of,
            String dayOfWeek,
            @Nullable Guard guard) {
        List<Integer> months = cron.months().stream().filter(of::contains).toList();
        if (!months.isEmpty()) {
            lines.add(line(cron, day, months, dayOfWeek, guard));
        }
    }

    private static Line line(
            CronExpression cron, String day, List<Integer> months, String dayOfWeek, @Nullable Guard guard) {
        return new Line(
                String.join(
                        " ",
                        CronFields.minutes(cron.minutes()),
                        CronFields.hours(cron.hours()),
                        day,
                        CronFields.months(months),
                        dayOfWeek),
                guard);
    }

    /**
     * One expression.
     *
     * @param fields five, with a space between them
     * @param guard what has to be true beside it; null for nothing
     */
    record Line(String fields, @Nullable Guard guard) {}

    /**
     * A condition for 28 February: it is the month's last day, because the year is no leap year, and another line does not run
     * then. Right from 1901 to 2099.
     *
     * @param weekdays the days of the week, 0 for Sunday, that another line runs on
     */
    record Guard(List<Integer> weekdays) {
        Guard {
            weekdays = List.copyOf(weekdays);
        }

        /** The days of the week as ISO 8601 counts them, 7 for Sunday. */
        private List<Integer> isoWeekdays() {
            return weekdays.stream().map(day -> day == 0 ? 7 : day).sorted().toList();
        }

        /** A command of the POSIX shell that does {@code command} if the condition is true. It has no {@code $(}. */
        String shell(String zone, String command) {
            StringBuilder digits = new StringBuilder();
            isoWeekdays().forEach(digits::append);
            String notThen = digits.isEmpty() ? "" : "|*-[" + digits + "]";
            return "case `TZ=" + zone + " date +%Y-%u` in *[02468][048]-*|*[13579][26]-*" + notThen + ") ;; *) "
                    + command + " ;; esac";
        }

        /** A condition of PostgreSQL. */
        String sql(String zone) {
            String now = "now() AT TIME ZONE '" + zone + "'";
            return "extract(year FROM " + now + ")::int % 4 <> 0"
                    + (weekdays.isEmpty()
                            ? ""
                            : " AND extract(isodow FROM " + now + ") NOT IN ("
                                    + String.join(
                                            ", ",
                                            isoWeekdays().stream()
                                                    .map(String::valueOf)
                                                    .toList())
                                    + ")");
        }
    }
}
