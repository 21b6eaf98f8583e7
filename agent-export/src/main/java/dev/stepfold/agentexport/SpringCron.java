package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.CronExpression;
import dev.stepfold.schemas.agent.CronExpression.Days;
import java.util.List;

/**
 * The dialect of Spring's {@code CronExpression} and {@code @Scheduled(cron = …)}: seconds come first, {@code L} is the last day
 * of the month, and a day has to meet both day fields.
 */
final class SpringCron {
    private SpringCron() {}

    /** The expressions that together say what the expression says; every time is of exactly one of them. */
    static List<String> expressions(CronExpression cron) throws UnsayableException {
        return switch (cron.days()) {
            case Days.Every() -> List.of(CronFields.withSeconds(cron, "*", "*"));
            case Days.OfMonth(List<Integer> days) -> List.of(CronFields.withSeconds(cron, CronFields.list(days), "*"));
            case Days.Last() -> List.of(CronFields.withSeconds(cron, "L", "*"));
            case Days.OfWeek(List<Integer> days) -> List.of(CronFields.withSeconds(cron, "*", CronFields.list(days)));
            case Days.Either(Days.OfMonth of, Days.OfWeek(List<Integer> weekdays)) ->
                List.of(
                        CronFields.withSeconds(cron, CronFields.list(of.days()), "*"),
                        CronFields.withSeconds(cron, CronFields.list(of.others()), CronFields.list(weekdays)));
            case Days.Either(Days.Last(), Days.OfWeek _) ->
                throw new UnsayableException(
                        "Spring cannot exclude the last day of the month, so that a second expression for the days of the week"
                                + " would run twice on it");
        };
    }
}
