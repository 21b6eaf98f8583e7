package dev.stepfold.generation.structure;

import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;

/** What the schedules are named and call, and whether their time zones exist. */
final class ScheduleRules {
    private ScheduleRules() {}

    static void check(Agent agent, Report report) {
        Set<String> actions = agent.actions().stream().map(Action::name).collect(Collectors.toSet());
        report.duplicates(
                "schedule",
                "/schedules",
                agent.schedules().stream().map(Schedule::name).toList());
        for (int i = 0; i < agent.schedules().size(); i++) {
            Schedule schedule = agent.schedules().get(i);
            String path = "/schedules/" + i;
            if (!actions.contains(schedule.action())) {
                report.error(
                        "unknown-action",
                        path + "/action",
                        schedule.name() + " calls " + schedule.action() + ", which is not an action");
            }
            if (!ZoneId.getAvailableZoneIds().contains(schedule.timeZone())) {
                report.error(
                        "unknown-time-zone", path + "/timeZone", schedule.timeZone() + " is not an IANA time zone");
            }
        }
    }
}
