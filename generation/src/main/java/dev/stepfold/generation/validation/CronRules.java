package dev.stepfold.generation.validation;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.stepfold.generation.structure.Report;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Whether the schedules ever fire. */
final class CronRules {
    private static final int CRON_LENGTH_MAX = 100;

    /** Schedules are evaluated from here: in a leap year, and fixed, so that the answer is always the same. */
    private static final ZonedDateTime FROM = LocalDate.of(2024, 1, 1).atStartOfDay(ZoneOffset.UTC);

    /** Unix cron, and {@code L} for the last day of the month. */
    private static final CronDefinition CRON = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withValidRange(1, 31)
            .supportsL()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .withStrictRange()
            .and()
            .instance();

    private CronRules() {}

    static void check(Agent agent, Report report) {
        for (int i = 0; i < agent.schedules().size(); i++) {
            fires(agent.schedules().get(i), "/schedules/" + i + "/cron", report);
        }
    }

    private static void fires(Schedule schedule, String path, Report report) {
        String cron = schedule.cron();
        if (cron.length() > CRON_LENGTH_MAX) {
            report.error("invalid-cron", path, "The cron expression is longer than " + CRON_LENGTH_MAX + " characters");
            return;
        }
        try {
            ExecutionTime times = ExecutionTime.forCron(new CronParser(CRON).parse(cron));
            if (times.nextExecution(FROM).isEmpty()) {
                report.error("never-fires", path, cron + " never fires");
            }
        } catch (IllegalArgumentException e) {
            report.error("invalid-cron", path, cron + " is not a cron expression of five fields: " + e.getMessage());
        }
    }
}
