package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.CronExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The fields of a cron expression, as every dialect reads them: {@code *}, lists, ascending ranges, and steps of {@code *}. */
final class CronFields {
    private static final int RANGE_MIN = 3;

    private CronFields() {}

    static String minutes(List<Integer> minutes) {
        return timesOfDay(minutes, 60);
    }

    static String hours(List<Integer> hours) {
        return timesOfDay(hours, 24);
    }

    /** @param max one more than the greatest value */
    private static String timesOfDay(List<Integer> values, int max) {
        int step = values.size() < RANGE_MIN || values.getFirst() != 0 ? 0 : values.get(1);
        if (step > 1 && values.equals(stepped(step, max))) {
            return "*/" + step;
        }
        return values.size() == max ? "*" : list(values);
    }

    private static List<Integer> stepped(int step, int max) {
        List<Integer> values = new ArrayList<>();
        for (int value = 0; value < max; value += step) {
            values.add(value);
        }
        return values;
    }

    static String months(List<Integer> months) {
        return months.size() == 12 ? "*" : list(months);
    }

    /** Six fields, as Spring and Quartz have them: seconds come first. */
    static String withSeconds(CronExpression cron, String day, String dayOfWeek) {
        return String.join(
                " ", "0", minutes(cron.minutes()), hours(cron.hours()), day, months(cron.months()), dayOfWeek);
    }

    /**
     * Days, without a star: in the crontab of Vixie, a day of the month and a day of the week have both to be met if one of the
     * fields begins with one.
     */
    static String list(List<Integer> values) {
        return list(values, Integer::toString);
    }

    /** @param written how a value is written */
    static String list(List<Integer> values, IntFunction<String> written) {
        List<String> items = new ArrayList<>();
        int from = 0;
        while (from < values.size()) {
            int to = from;
            while (to + 1 < values.size() && values.get(to + 1) == values.get(to) + 1) {
                to++;
            }
            if (to - from + 1 >= RANGE_MIN) {
                items.add(written.apply(values.get(from)) + "-" + written.apply(values.get(to)));
            } else {
                values.subList(from, to + 1).forEach(value -> items.add(written.apply(value)));
            }
            from = to + 1;
        }
        return String.join(",", items);
    }
}
