package dev.stepfold.localstack.supervisor;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The output for the user: one line for each change of a process, with the time of day and the process's name in
 * columns.
 */
public final class Console {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final PrintStream out;
    private final Clock clock;

    public Console(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** A line about one process. */
    public void say(ProcessName name, String what) {
        line("%s  %-13s %s".formatted(now(), name, what));
    }

    /** A line about the stack as a whole. */
    public void say(String what) {
        line("%s  %s".formatted(now(), what));
    }

    /** For people: {@code 2.9 s}. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private String now() {
        return TIME.format(LocalTime.now(clock));
    }

    private synchronized void line(String text) {
        out.println(text);
        out.flush();
    }
}
