package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.CronExpression;
import dev.stepfold.schemas.agent.CronExpression.InvalidCronException;
import dev.stepfold.schemas.agent.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The cron expressions of {@code crons.txt}. */
final class Crons {
    private Crons() {}

    static List<String> all() {
        try (InputStream file = Objects.requireNonNull(Crons.class.getResourceAsStream("/crons.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CronExpression read(String cron) {
        try {
            return CronExpression.parse(cron);
        } catch (InvalidCronException e) {
            throw new AssertionError(cron, e);
        }
    }

    /** An agent with one such schedule, in a format. */
    static String written(ExportFormat format, String cron, String zone) {
        Schedule schedule = Schedule.of("s", cron, zone, "act", "Acts.");
        return written(format, List.of(schedule));
    }

    static String written(ExportFormat format, List<Schedule> schedules) {
        return switch (format.write(agent(schedules))) {
            case Export.Written(String text) -> text;
            case Export.NotExpressible(String reason) -> throw new AssertionError(reason);
        };
    }

    static Agent agent(List<Schedule> schedules) {
        return new Agent("Tasks", "", List.of(), List.of(), "", List.of(), schedules, null);
    }
}
