package dev.stepfold.generation.builtin.result;

import dev.stepfold.schemas.agent.Schedule;
import java.util.List;

/**
 * The result of {@code schedule-generation}.
 *
 * @param coverage from 0 to 1, the share of what could be automated that a schedule serves
 * @param notScheduled names of the actions that could be scheduled and are not
 */
public record SchedulesResult(List<Schedule> schedules, double coverage, List<String> notScheduled) {
    public SchedulesResult {
        schedules = List.copyOf(schedules);
        notScheduled = List.copyOf(notScheduled);
    }
}
