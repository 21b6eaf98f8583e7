package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.CronExpression;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.List;

/** The schedules as a crontab of a user (crontab(5)), with the expressions of Spring and Quartz in comments. */
final class CrontabExport {
    private CrontabExport() {}

    static Export write(Agent agent) {
        if (agent.schedules().isEmpty()) {
            return new Export.NotExpressible("The agent has no schedules.");
        }
        StringBuilder text = new StringBuilder(Comments.of(
                "#",
                List.of(
                        agent.name() + ": crontab",
                        "RUN_ACTION is a program of yours, which is called with the name of an action.",
                        "cronie reads CRON_TZ. The cron of Debian and Ubuntu does not, and fires at these times in the time zone of"
                                + " the machine, which therefore has to be the same.")));
        text.append("RUN_ACTION=/usr/local/bin/run-action\n");
        String zone = "";
        for (Schedule schedule : agent.schedules()) {
            text.append('\n');
            try {
                Timing timing = Timing.of(schedule);
                List<String> comments = Comments.about(schedule, timing);
                comments.addAll(otherDialects(timing.cron()));
                List<UnixCron.Line> lines = UnixCron.lines(timing.cron());
                comments.addAll(clockChanges(timing, lines.getFirst()));
                text.append(Comments.of("#", comments));
                if (!schedule.timeZone().equals(zone)) {
                    zone = schedule.timeZone();
                    text.append("CRON_TZ=").append(zone).append('\n');
                }
                lines.forEach(line -> text.append(line(line, schedule)).append('\n'));
            } catch (UnsayableException e) {
                text.append(Comments.of("#", Comments.missing(schedule, e)));
            }
        }
        return new Export.Written(text.toString());
    }

    /** cron(8) tells jobs with a star as the minute or the hour from those at particular times. */
    private static List<String> clockChanges(Timing timing, UnixCron.Line line) {
        boolean hasStar = line.fields().matches("(\\*|\\S+ \\*).*");
        return hasStar
                ? Comments.clockChanges(timing, "cron leaves the run out", "cron runs it both times")
                : Comments.clockChanges(timing, "cron runs it right after the change", "cron runs it once");
    }

    private static String line(UnixCron.Line line, Schedule schedule) {
        String command = "\"$RUN_ACTION\" " + quoted(schedule.action());
        String guarded = line.guard() == null ? command : line.guard().shell(schedule.timeZone(), command);
        return line.fields() + " " + guarded.replace("%", "\\%");
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static List<String> otherDialects(CronExpression cron) {
        List<String> lines = new ArrayList<>();
        try {
            SpringCron.expressions(cron).forEach(expression -> lines.add("Spring: " + expression));
        } catch (UnsayableException e) {
            lines.add(e.getMessage() + ".");
        }
        try {
            lines.add("Quartz: " + QuartzCron.expression(cron));
        } catch (UnsayableException e) {
            lines.add(e.getMessage() + ".");
        }
        return lines;
    }
}
