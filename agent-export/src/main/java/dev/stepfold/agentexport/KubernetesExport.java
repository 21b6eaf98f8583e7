package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The schedules as manifests of CronJobs ({@code batch/v1}); the field {@code timeZone} is of Kubernetes 1.27. */
final class KubernetesExport {
    /** The controller appends 11 characters for the name of a job, which may have 63. */
    private static final int NAME_LENGTH_MAX = 52;

    private static final int NAME_LENGTH_MAX_WITHOUT_NUMBER = 45;

    private KubernetesExport() {}

    static Export write(Agent agent) {
        if (agent.schedules().isEmpty()) {
            return new Export.NotExpressible("The agent has no schedules.");
        }
        StringBuilder text = new StringBuilder(
                Comments.of(
                        "#",
                        List.of(
                                agent.name() + ": CronJobs for Kubernetes 1.27 and later",
                                "Put your image in the place of agent:latest. Its program run-action is called with the name of an action.")));
        UniqueNames names = new UniqueNames(NAME_LENGTH_MAX, "-");
        for (Schedule schedule : agent.schedules()) {
            try {
                Timing timing = Timing.of(schedule);
                List<String> comments = Comments.about(schedule, timing);
                comments.addAll(Comments.clockChanges(
                        timing, "Kubernetes leaves the run out", "Kubernetes runs it both times"));
                text.append("---\n").append(Comments.of("#", comments));
                text.append(UnixCron.lines(timing.cron()).stream()
                        .map(line -> manifest(line, schedule, names.take(name(schedule.name()))))
                        .collect(Collectors.joining("---\n")));
            } catch (UnsayableException e) {
                // No document of its own: one of comments alone would be empty.
                text.append("\n").append(Comments.of("#", Comments.missing(schedule, e)));
            }
        }
        return new Export.Written(text.toString());
    }

    private static String manifest(UnixCron.Line line, Schedule schedule, String name) {
        List<String> command = line.guard() == null
                ? List.of("run-action", schedule.action())
                : List.of(
                        "/bin/sh",
                        "-c",
                        line.guard().shell(schedule.timeZone(), "exec run-action \"$0\""),
                        schedule.action());
        return """
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: %s
                spec:
                  schedule: %s
                  timeZone: %s
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: OnFailure
                          containers:
                            - name: action
                              image: agent:latest
                              command: %s
                """.formatted(
                        name,
                        quoted(line.fields()),
                        quoted(schedule.timeZone()),
                        command.stream().map(KubernetesExport::literal).collect(Collectors.joining(", ", "[", "]")));
    }

    /** In a command, Kubernetes reads {@code $(NAME)} as a variable, and {@code $$} as {@code $}. */
    private static String literal(String word) {
        return quoted(word.replace("$", "$$"));
    }

    /** A double-quoted scalar (YAML 1.2, 7.3.1). */
    private static String quoted(String word) {
        return word.codePoints()
                .mapToObj(character -> switch (character) {
                    case '"' -> "\\\"";
                    case '\\' -> "\\\\";
                    default ->
                        isPrintable(character)
                                ? Character.toString(character)
                                : "\\U%08X"
                                        .formatted(
                                                Character.getType(character) == Character.SURROGATE
                                                        ? 0xFFFD
                                                        : character);
                })
                .collect(Collectors.joining("", "\"", "\""));
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** The schedule's name as a DNS label (RFC 1123). */
    private static String name(String schedule) {
        String words = Normalizer.normalize(schedule.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-"), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^A-Za-z0-9]+", "-")
                .toLowerCase(Locale.ROOT);
        String name = words.substring(0, Math.min(words.length(), NAME_LENGTH_MAX_WITHOUT_NUMBER))
                .replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "schedule" : name;
    }
}
