package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of comment in an export. */
final class Comments {
    private Comments() {}

    /** The lines, each a comment. A text never leaves its line. */
    static String of(String mark, List<String> lines) {
        return lines.stream().map(line -> mark + " " + OneLine.of(line) + "\n").collect(Collectors.joining());
    }

    /** What a schedule is for, and the rules that it means. */
    static List<String> about(Schedule schedule, Timing timing) {
        List<String> lines = new ArrayList<>();
        lines.add(schedule.name() + ": " + schedule.purpose());
        lines.addAll(timing.rules());
        return lines;
    }

    /** That a schedule is not in the export. */
    static List<String> missing(Schedule schedule, UnsayableException why) {
        return List.of(
                schedule.name() + ": " + schedule.purpose(),
                "Not written: " + why.getMessage() + ". It calls " + schedule.action() + " at " + schedule.cron()
                        + " in " + schedule.timeZone() + ".");
    }

    /**
     * What happens to the runs when the clocks change; nothing if it happens to none.
     *
     * @param skipped what happens to a run whose time does not exist
     * @param repeated what happens to a run whose time comes twice
     */
    static List<String> clockChanges(Timing timing, String skipped, String repeated) {
        List<String> lines = new ArrayList<>();
        if (!timing.isHourly()) {
            timing.skipped()
                    .ifPresent(time -> lines.add(
                            "When the clocks are put forward, there may be no " + time + ": " + skipped + "."));
            timing.repeated()
                    .ifPresent(time ->
                            lines.add("When the clocks are put back, " + time + " may come twice: " + repeated + "."));
        }
        return lines;
    }
}
