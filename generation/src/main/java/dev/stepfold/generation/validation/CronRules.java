package dev.stepfold.generation.validation;

import dev.stepfold.generation.structure.Report;
import dev.stepfold.generation.validation.CronExpression.InvalidCronException;
import dev.stepfold.schemas.agent.Agent;

/** Whether the schedules are cron expressions, and ever fire. */
final class CronRules {
    private static final int CRON_LENGTH_MAX = 100;

    private CronRules() {}

    static void check(Agent agent, Report report) {
        for (int i = 0; i < agent.schedules().size(); i++) {
            check(agent.schedules().get(i).cron(), "/schedules/" + i + "/cron", report);
        }
    }

    private static void check(String cron, String path, Report report) {
        if (cron.length() > CRON_LENGTH_MAX) {
            report.error("invalid-cron", path, "The cron expression is longer than " + CRON_LENGTH_MAX + " characters");
            return;
        }
        try {
            if (!CronExpression.parse(cron).fires()) {
                report.error("never-fires", path, cron + " never fires");
            }
        } catch (InvalidCronException e) {
            report.error("invalid-cron", path, cron + " is not a cron expression of five fields: " + e.getMessage());
        }
    }
}
