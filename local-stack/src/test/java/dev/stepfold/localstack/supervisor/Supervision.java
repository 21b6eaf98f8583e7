package dev.stepfold.localstack.supervisor;

import dev.stepfold.documentlog.Backoff;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A supervisor of real processes in a folder of its own, for tests. Whatever it started has ended when it is closed. */
public final class Supervision implements AutoCloseable {
    private static final long SEED = 20_261_122;
    private static final RestartPolicy RESTARTS = new RestartPolicy(
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)), Duration.ofSeconds(30), Duration.ofMillis(20));

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Console console =
            new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC());
    private final ProcessFiles files;
    private final List<ProcessSpec> specs;
    private final Supervisor supervisor;

    private Supervision(Path home, List<ProcessSpec> specs, RestartPolicy restarts) {
        this.specs = specs;
        this.files = new ProcessFiles(folder(home, "pids"), folder(home, "logs"), home);
        this.supervisor = new Supervisor(specs, files, restarts, console, Clock.systemUTC(), new Random(SEED));
    }

    /** Starts nothing yet. */
    public static Supervision of(Path home, ProcessSpec... specs) {
        return new Supervision(home, List.of(specs), RESTARTS);
    }

    /** One that waits this long for a signal to itself after SIGTERM has ended a process. */
    static Supervision ofAGroup(Path home, Duration groupSignalWithin, ProcessSpec... specs) {
        return new Supervision(
                home,
                List.of(specs),
                new RestartPolicy(RESTARTS.backoff(), RESTARTS.forgiveAfter(), groupSignalWithin));
    }

    /** Runs a class of the tests' class path in a JVM of its own. */
    public static ProcessSpec java(
            String name,
            Path home,
            HealthCheck health,
            Map<String, String> environment,
            Set<ProcessName> needs,
            String mainClass,
            String... arguments) {
        ProcessMark mark = new ProcessMark("-Dstepfold.process=" + home + "#" + name);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                mark.argument(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        return new ProcessSpec(new ProcessName(name), mark, command, environment, health, needs);
    }

    static ProcessSpec smallService(String name, Path home, int port, ProcessName... needs) {
        return java(
                name,
                home,
                HttpHealth.onPort(port),
                Map.of(),
                Set.of(needs),
                SmallService.class.getName(),
                Integer.toString(port));
    }

    /** One that, told to stop, says so in its log and ends only when this file is there. */
    static ProcessSpec smallServiceThatEndsWith(Path mayEnd, String name, Path home, int port, ProcessName... needs) {
        return java(
                name,
                home,
                HttpHealth.onPort(port),
                Map.of("MAY_END", mayEnd.toString()),
                Set.of(needs),
                SmallService.class.getName(),
                Integer.toString(port));
    }

    /**
     * A port that was free a moment ago, below those that outgoing connections get (from 32768 on Linux): a connection of
     * another process could take one of those before it is used.
     */
    public static int freePort() {
        try {
            return FreePort.find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts all, and waits until they are ready. */
    public Supervision started() throws InterruptedException {
        supervisor.start();
        Readiness readiness = supervisor.awaitReady(Duration.ofSeconds(60));
        if (!(readiness instanceof Readiness.AllReady)) {
            throw new IllegalStateException(readiness + "\n" + printed());
        }
        return this;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    /** What the pid file says; the process may have died since. */
    public long pid(String name) {
        return files.pidFile(new ProcessName(name)).read().orElseThrow();
    }

    Path pidFile(String name) {
        return files.pidFile(new ProcessName(name)).path();
    }

    Path log(String name) {
        return files.logFile(new ProcessName(name)).path();
    }

    public boolean isHealthy(String name) {
        return specs.stream()
                .filter(spec -> spec.name().value().equals(name))
                .findFirst()
                .orElseThrow()
                .health()
                .passes();
    }

    /** Sends a signal by its name. */
    public static void signal(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("kill -" + signal + " " + pid + " failed");
        }
    }

    /** As a new supervisor does before it starts its processes. */
    void stopOrphans() throws InterruptedException {
        Orphans.stop(specs, files, console);
    }

    public void stop() {
        supervisor.stop();
    }

    /** Every line so far. */
    public String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        supervisor.stop();
    }

    private static Path folder(Path home, String name) {
        try {
            return Files.createDirectories(home.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
