package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.CronExpression;
import dev.stepfold.schemas.agent.CronExpression.Days;
import java.util.List;

/**
 * The dialect of Quartz' {@code CronExpression}: seconds come first, {@code L} is the last day of the month, one of the two day
 * fields is {@code ?}, and Sunday is 1, for which names are written.
 */
final class QuartzCron {
    private static final List<String> DAYS_OF_WEEK = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private QuartzCron() {}

    static String expression(CronExpression cron) throws UnsayableException {
        return switch (cron.days()) {
            case Days.Every() -> CronFields.withSeconds(cron, "*", "?");
            case Days.OfMonth(List<Integer> days) -> CronFields.withSeconds(cron, CronFields.list(days), "?");
            case Days.Last() -> CronFields.withSeconds(cron, "L", "?");
            case Days.OfWeek(List<Integer> days) ->
                CronFields.withSeconds(cron, "?", CronFields.list(days, DAYS_OF_WEEK::get));
            case Days.Either(Days.InMonth _, Days.OfWeek _) ->
                throw new UnsayableException(
                        "Quartz takes a day of the month or a day of the week, and two triggers would run twice on a day that is"
                                + " both");
        };
    }
}
