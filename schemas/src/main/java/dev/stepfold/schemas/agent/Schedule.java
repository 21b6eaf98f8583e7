package dev.stepfold.schemas.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.agent.CronExpression.InvalidCronException;
import org.jspecify.annotations.Nullable;

/**
 * When the agent acts by itself.
 *
 * @param name in camelCase
 * @param cron five fields in Unix order (minute, hour, day of month, month, day of week); {@code L} stands for the last
 *     day of a month
 * @param timeZone IANA time zone name
 * @param action the name of the action it calls
 * @param purpose one sentence for a person
 * @param recurrence what the cron expression means; null in agents from before there were recurrences, and if it means
 *     nothing
 */
public record Schedule(
        String name,
        String cron,
        String timeZone,
        String action,
        String purpose,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Recurrence recurrence) {
    public Schedule {
        Checks.notBlank("schedule.name", name);
        Checks.notBlank("schedule.cron", cron);
        Checks.notBlank("schedule.timeZone", timeZone);
        Checks.notBlank("schedule.action", action);
    }

    /** A schedule with the recurrence that its cron expression means. */
    public static Schedule of(String name, String cron, String timeZone, String action, String purpose) {
        Schedule schedule = new Schedule(name, cron, timeZone, action, purpose, null);
        return new Schedule(name, cron, timeZone, action, purpose, schedule.meaning());
    }

    /** The recurrence that the cron expression means; null if it never fires, or is none. */
    public @Nullable Recurrence meaning() {
        try {
            CronExpression expression = CronExpression.parse(cron);
            return expression.fires() ? Recurrence.of(expression) : null;
        } catch (InvalidCronException _) {
            return null;
        }
    }
}
