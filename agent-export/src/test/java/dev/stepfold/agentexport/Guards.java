package dev.stepfold.agentexport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the commands of jobs do on a day: those of a shell are run, with a {@code date} that says that it is that day. */
final class Guards {
    private static final Pattern SQL = Pattern.compile("SELECT run_action\\('.*'\\)"
            + "(?<leap> WHERE extract\\(year FROM now\\(\\) AT TIME ZONE '[^']+'\\)::int % 4 <> 0)?"
            + "(?: AND extract\\(isodow FROM now\\(\\) AT TIME ZONE '[^']+'\\) NOT IN \\((?<days>[0-9, ]+)\\))?");

    private static final Map<String, String> OUTPUTS = new ConcurrentHashMap<>();
    private static final Path PROGRAMS = programs();

    private Guards() {}

    /** Whether the command runs its action on that day. */
    static boolean allow(List<String> command, LocalDate day) {
        if (command.size() == 1) {
            return sqlAllows(command.getFirst(), day);
        }
        return !String.join(" ", command).contains("date")
                || !output(command, day).isEmpty();
    }

    /** What is printed by a command that runs the program that prints the names of its actions. */
    static String output(List<String> command, LocalDate day) {
        String date = day.getYear() + "-" + day.getDayOfWeek().getValue();
        return OUTPUTS.computeIfAbsent(String.join("\n", command) + "\n" + date, _ -> run(command, date));
    }

    private static String run(List<String> command, String date) {
        try {
            List<String> found =
                    Stream.concat(Stream.of("/usr/bin/env"), command.stream()).toList();
            ProcessBuilder builder = new ProcessBuilder(found).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("PATH", PROGRAMS + ":" + System.getenv("PATH"));
            builder.environment()
                    .put("RUN_ACTION", PROGRAMS.resolve("run-action").toString());
            builder.environment().put("TODAY", date);
            Process process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path programs() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "programs").toAbsolutePath());
            program(folder.resolve("run-action"), "printf 'action:%s' \"$1\"");
            program(folder.resolve("date"), "[ \"$*\" = +%Y-%u ] && echo \"$TODAY\"");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static boolean sqlAllows(String sql, LocalDate day) {
        Matcher guard = SQL.matcher(sql);
        if (!guard.matches()) {
            throw new AssertionError(sql);
        }
        boolean leap = guard.group("leap") != null && day.getYear() % 4 == 0;
        boolean weekday = guard.group("days") != null
                && List.of(guard.group("days").split(", ", -1))
                        .contains(String.valueOf(day.getDayOfWeek().getValue()));
        return !leap && !weekday;
    }
}
