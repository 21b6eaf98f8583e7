package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The schedules as jobs of pg_cron, from 1.3. It reads all schedules of a server in one time zone: {@code cron.timezone} from
 * 1.5, before that GMT. The schedules of the most frequent zone are written, behind a check of the setting.
 */
final class PgCronExport {
    private static final String UTC = "GMT";
    private static final int NAME_LENGTH_MAX = 200;

    private PgCronExport() {}

    static Export write(Agent agent) {
        if (agent.schedules().isEmpty()) {
            return new Export.NotExpressible("The agent has no schedules.");
        }
        String zone = zone(agent.schedules());
        StringBuilder text = new StringBuilder(Comments.of(
                "--",
                List.of(
                        agent.name() + ": jobs of pg_cron",
                        "run_action(text) is a function of yours, which is called with the name of an action.")));
        text.append("BEGIN;\n").append(check(zone));
        // A job of the same name would take the place of an earlier one.
        UniqueNames names = new UniqueNames(NAME_LENGTH_MAX, "-");
        for (Schedule schedule : agent.schedules()) {
            text.append('\n');
            try {
                Timing timing = Timing.of(schedule);
                if (!zone(timing).equals(zone)) {
                    throw new UnsayableException("pg_cron has one time zone for a server, here " + zone);
                }
                List<String> comments = Comments.about(schedule, timing);
                comments.addAll(
                        Comments.clockChanges(timing, "pg_cron leaves the run out", "pg_cron runs it both times"));
                text.append(Comments.of("--", comments));
                UnixCron.lines(timing.cron())
                        .forEach(line -> text.append(job(line, schedule, names.take(schedule.name()))));
            } catch (UnsayableException e) {
                text.append(Comments.of("--", Comments.missing(schedule, e)));
            }
        }
        return new Export.Written(text.append("\nCOMMIT;\n").toString());
    }

    /** The zone that most schedules have; the first of several. */
    private static String zone(List<Schedule> schedules) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        schedules.stream().flatMap(PgCronExport::timing).forEach(timing -> counts.merge(zone(timing), 1, Integer::sum));
        return counts.isEmpty()
                ? UTC
                : Collections.max(counts.entrySet(), Map.Entry.comparingByValue())
                        .getKey();
    }

    private static Stream<Timing> timing(Schedule schedule) {
        try {
            return Stream.of(Timing.of(schedule));
        } catch (UnsayableException _) {
            return Stream.empty();
        }
    }

    private static String zone(Timing timing) {
        return timing.isUtc() ? UTC : timing.zone().getId();
    }

    /** Nothing is scheduled at other times than those that are meant. */
    private static String check(String zone) {
        String allowed = zone.equals(UTC) ? "'GMT', 'UTC', 'Etc/UTC'" : "'" + zone + "'";
        return """
                DO $$
                BEGIN
                  IF coalesce(current_setting('cron.timezone', true), 'GMT') NOT IN (%s) THEN
                    RAISE EXCEPTION 'cron.timezone has to be %s for these schedules';
                  END IF;
                END
                $$;
                """.formatted(allowed, zone);
    }

    private static String job(UnixCron.Line line, Schedule schedule, String name) {
        String command = "SELECT run_action(" + quoted(schedule.action()) + ")"
                + (line.guard() == null ? "" : " WHERE " + line.guard().sql(schedule.timeZone()));
        return "SELECT cron.schedule(%s, %s, %s);\n".formatted(quoted(name), quoted(line.fields()), quoted(command));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
