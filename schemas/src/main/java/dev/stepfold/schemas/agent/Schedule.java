package dev.stepfold.schemas.agent;

import dev.stepfold.schemas.Checks;

/**
 * When the agent acts by itself.
 *
 * @param name in camelCase
 * @param cron five fields in Unix order (minute, hour, day of month, month, day of week); {@code L} stands for the last
 *     day of a month
 * @param timeZone IANA time zone name
 * @param action the name of the action it calls
 * @param purpose one sentence for a person
 */
public record Schedule(String name, String cron, String timeZone, String action, String purpose) {
    public Schedule {
        Checks.notBlank("schedule.name", name);
        Checks.notBlank("schedule.cron", cron);
        Checks.notBlank("schedule.timeZone", timeZone);
        Checks.notBlank("schedule.action", action);
    }
}
