package dev.stepfold.generation.validation;

import dev.stepfold.generation.structure.Report;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.CronExpression;
import dev.stepfold.schemas.agent.CronExpression.InvalidCronException;
import dev.stepfold.schemas.agent.Recurrence;
import dev.stepfold.schemas.agent.Schedule;

/** Whether the schedules are cron expressions, ever fire, and have the recurrence that follows from them. */
final class CronRules {
    private static final int CRON_LENGTH_MAX = 100;

    private CronRules() {}

    static void check(Agent agent, Report report) {
        for (int i = 0; i < agent.schedules().size(); i++) {
            check(agent.schedules().get(i), "/schedules/" + i, report);
        }
    }

    private static void check(Schedule schedule, String path, Report report) {
        String cron = schedule.cron();
        if (cron.length() > CRON_LENGTH_MAX) {
            report.error(
                    "invalid-cron",
                    path + "/cron",
                    "The cron expression is longer than " + CRON_LENGTH_MAX + " characters");
            return;
        }
        try {
            CronExpression expression = CronExpression.parse(cron);
            if (!expression.fires()) {
                report.error("never-fires", path + "/cron", cron + " never fires");
            } else if (schedule.recurrence() != null && !schedule.recurrence().equals(Recurrence.of(expression))) {
                report.error(
                        "other-recurrence",
                        path + "/recurrence",
                        "The recurrence of " + schedule.name() + " is not that of its cron expression, "
                                + String.join(" and ", Recurrence.of(expression).rules()));
            }
        } catch (InvalidCronException e) {
            report.error(
                    "invalid-cron",
                    path + "/cron",
                    cron + " is not a cron expression of five fields: " + e.getMessage());
        }
    }
}
