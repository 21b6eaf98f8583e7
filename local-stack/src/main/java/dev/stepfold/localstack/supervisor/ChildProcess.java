package dev.stepfold.localstack.supervisor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One running process of a spec, from its start to its death.
 *
 * <p>It is started through a shell that ignores SIGINT and SIGHUP and then becomes the program, so the pid is the
 * program's. On Ctrl-C a terminal signals every process of its group at once; the children must not die then, but stop
 * in the supervisor's order. A program keeps ignoring the signals that were ignored when it was started; the JVM does
 * so for these two.
 */
record ChildProcess(ProcessSpec spec, Process process, Instant startedAt, LogFile log, long logFrom) {
    private static final List<String> IGNORING_THE_TERMINAL =
            List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");
    private static final int SIGNALLED = 128;
    private static final int SIGTERM = 15;

    /** Starts it and names it in its pid file. If this fails, nothing is left running. */
    static ChildProcess start(ProcessSpec spec, ProcessFiles files, Instant now) throws IOException {
        LogFile log = files.logFile(spec.name());
        log.requireNoLink();
        log.rotateIfLarge();
        long logFrom = log.bytes();
        List<String> command = new ArrayList<>(IGNORING_THE_TERMINAL);
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(files.working().toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(log.path().toFile()))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        Process process = builder.start();
        try {
            files.pidFile(spec.name()).write(process.pid());
        } catch (UncheckedIOException e) {
            process.destroyForcibly();
            throw e;
        }
        return new ChildProcess(spec, process, now, log, logFrom);
    }

    Duration ran(Instant now) {
        return Duration.between(startedAt, now);
    }

    /** Waits at most this long; true if the process has ended. */
    boolean endsWithin(Duration wait) throws InterruptedException {
        return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether SIGTERM ended it, by which whole process groups are stopped too. The process has ended. */
    boolean endedBySigterm() {
        return process.exitValue() == SIGNALLED + SIGTERM;
    }

    /** How it ended, for people, and what the operating system refused to it. The process has ended. */
    String ending() {
        int code = process.exitValue();
        String ending = code > SIGNALLED ? "ended by signal " + (code - SIGNALLED) : "ended with exit code " + code;
        return log.refusalSince(logFrom).map(refusal -> ending + ": " + refusal).orElse(ending);
    }
}
