package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.HealthCheck;
import dev.stepfold.localstack.supervisor.HttpHealth;
import dev.stepfold.localstack.supervisor.KafkaHealth;
import dev.stepfold.localstack.supervisor.PidFile;
import dev.stepfold.localstack.supervisor.ProcessName;
import dev.stepfold.localstack.supervisor.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The whole of Stepfold as a person runs it: the supervisor's jar in a process of its own, which starts the others. Needs
 * the jars of the last {@code package}. Start it again in the same folder to see what survived.
 *
 * <p>Closing stops it; whatever is left then is killed, so that no test leaves processes behind.
 */
public final class RunningStack implements AutoCloseable {
    /** By what the services of every stack that tests run know each other. */
    public static final String SERVICE_SECRET = "0123456789abcdef0123456789abcdef";

    /** In the order of start. */
    static final List<String> PROCESSES = List.of("kafka", "orchestrator", "projection", "gateway");

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
    private static final Duration GROUP_ENDS_WITHIN = Duration.ofMinutes(10);
    private static final Duration DUMPED_WITHIN = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Path home;
    private final StackPorts ports;
    private final Path output;
    private final Process supervisor;

    private RunningStack(Path home, StackPorts ports, Path output, Process supervisor) {
        this.home = home;
        this.ports = ports;
        this.output = output;
        this.supervisor = supervisor;
    }

    /** Four ports that were free a moment ago. */
    public static StackPorts freePorts() {
        return new StackPorts(
                Supervision.freePort(), Supervision.freePort(), Supervision.freePort(), Supervision.freePort());
    }

    /**
     * Starts it and waits for nothing.
     *
     * @param home {@code STEPFOLD_HOME}, made where it is missing
     * @param more variables besides those of this process, for example {@code STEPFOLD_GENERATOR}
     */
    public static RunningStack launch(Path home, StackPorts ports, Map<String, String> more) {
        return launch(List.of(), List.of(), home, ports, more);
    }

    /** Starts it in a process group of its own that gets every signal as a whole, as {@code timeout} does it. */
    static RunningStack launchInAGroup(Path home, StackPorts ports, Map<String, String> more) {
        return launch(List.of("timeout", Long.toString(GROUP_ENDS_WITHIN.toSeconds())), List.of(), home, ports, more);
    }

    /** Starts its Kafka alone, and waits until it is ready. */
    public static RunningStack startKafka(Path home, StackPorts ports) throws InterruptedException {
        return launch(List.of(), List.of("kafka"), home, ports, Map.of())
                .await("ready", new KafkaHealth(ports.kafka()));
    }

    private static RunningStack launch(
            List<String> wrapper, List<String> arguments, Path home, StackPorts ports, Map<String, String> more) {
        try {
            Files.createDirectories(home);
            Path output = Files.createTempFile("stack-output", ".log");
            List<String> command = new ArrayList<>(wrapper);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx48m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    jar().toString()));
            command.addAll(arguments);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.to(output.toFile()));
            builder.environment().putAll(more);
            builder.environment().put("STEPFOLD_SERVICE_SECRET", SERVICE_SECRET);
            builder.environment().put("STEPFOLD_HOME", home.toString());
            builder.environment().put("STEPFOLD_GATEWAY_PORT", Integer.toString(ports.gateway()));
            builder.environment().put("STEPFOLD_PROJECTION_PORT", Integer.toString(ports.projection()));
            builder.environment().put("STEPFOLD_ORCHESTRATOR_PORT", Integer.toString(ports.orchestrator()));
            builder.environment().put("STEPFOLD_KAFKA_PORT", Integer.toString(ports.kafka()));
            return new RunningStack(home, ports, output, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("the stack could not be launched", e);
        }
    }

    /** The options by which a process that a test starts by itself uses the cache of its kind, where there is one. */
    public static List<String> startOptions(String process) {
        return new AotCaches(Path.of("target", "aot").toAbsolutePath()).use(new ProcessName(process));
    }

    /** Starts it and waits until it is ready. */
    public static RunningStack start(Path home, StackPorts ports, Map<String, String> more)
            throws InterruptedException {
        RunningStack stack = launch(home, ports, more);
        try {
            return stack.awaitReady();
        } catch (IllegalStateException | InterruptedException e) {
            stack.close();
            throw e;
        }
    }

    /** Waits until the stack has printed its address. */
    public RunningStack awaitReady() throws InterruptedException {
        return await("ready", () -> output().contains("Stepfold is ready"));
    }

    /** Waits until the process answers its health check, for example after {@link #kill9}. */
    public RunningStack awaitHealthy(String name) throws InterruptedException {
        return await(name + " healthy", health(name));
    }

    /** Where the gateway is. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + ports.gateway());
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + ports.kafka();
    }

    public StackPorts ports() {
        return ports;
    }

    /** The supervisor's own. */
    public long pid() {
        return supervisor.pid();
    }

    /** By the pid file of {@code kafka}, {@code orchestrator}, {@code projection} or {@code gateway}. */
    public long pid(String name) {
        return pidFile(name)
                .read()
                .orElseThrow(
                        () -> new IllegalStateException("no pid file of " + name + "; the stack said:\n" + output()));
    }

    /** Kills a process the hard way and waits until it is dead; the supervisor will start it again. */
    public void kill9(String name) throws InterruptedException {
        kill9(ProcessHandle.of(pid(name))
                .orElseThrow(() -> new IllegalStateException(name + " does not run; the stack said:\n" + output())));
    }

    private static void kill9(ProcessHandle process) throws InterruptedException {
        process.destroyForcibly();
        long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            pause();
        }
    }

    /** Kills the supervisor the hard way; its processes go on. */
    public void kill9Supervisor() throws InterruptedException {
        supervisor.destroyForcibly().waitFor();
    }

    /** Kills all of it, the supervisor first, and waits until all are dead: nobody says goodbye. */
    public void kill9All() throws InterruptedException, IOException {
        kill9All(() -> {});
    }

    /** Kills the supervisor, lets something happen that nobody can answer any more, and kills the others. */
    public void kill9All(Happening between) throws InterruptedException, IOException {
        kill9Supervisor();
        List<ProcessHandle> left = left();
        between.happen();
        for (ProcessHandle process : left) {
            kill9(process);
        }
    }

    /** What may happen to a stack. */
    @FunctionalInterface
    public interface Happening {
        void happen() throws IOException;
    }

    /** Stops all with SIGTERM, and answers the supervisor's exit code. */
    public int stop() throws InterruptedException {
        supervisor.destroy();
        return awaitExit();
    }

    /** Waits until the supervisor ends by itself, and answers its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!supervisor.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the stack did not end within " + STOPS_WITHIN + "; it said:\n" + output());
        }
        return supervisor.exitValue();
    }

    /** What the supervisor has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            supervisor.destroyForcibly();
            left().forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** By their command lines: one that has just started has no pid file yet. */
    private List<ProcessHandle> left() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(home + "#"))
                .toList();
    }

    private PidFile pidFile(String name) {
        return new PidFile(home.resolve("pids").resolve(name + ".pid"));
    }

    private HealthCheck health(String name) {
        return switch (name) {
            case "kafka" -> new KafkaHealth(ports.kafka());
            default ->
                HttpHealth.onPort(Objects.requireNonNull(
                        ports.byProcess().get(new ProcessName(name)), "no process is called " + name));
        };
    }

    private RunningStack await(String what, HealthCheck condition) throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!condition.passes()) {
            if (!supervisor.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "the stack is not " + what + "; " + evidence() + "; it said:\n" + output());
            }
            pause();
        }
        return this;
    }

    /** Keeps the logs and a thread dump of each process, for whoever reads that a test has failed; says where. */
    public String evidence() {
        try {
            Path evidence = Files.createTempDirectory(Files.createDirectories(Path.of("target", "evidence")), "stack-");
            try (Stream<Path> logs = Files.list(home.resolve("logs"))) {
                for (Path log : logs.toList()) {
                    Files.copy(log, evidence.resolve(log.getFileName()));
                }
            }
            for (String name : PROCESSES) {
                OptionalLong pid = pidFile(name).read();
                if (pid.isPresent()) {
                    dumpThreads(pid.getAsLong(), evidence.resolve(name + ".threads"));
                }
            }
            return "logs and thread dumps are in " + evidence.toAbsolutePath();
        } catch (IOException e) {
            return "no logs could be kept: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while logs were kept";
        }
    }

    /** Virtual threads, too, and what holds their locks. */
    private static void dumpThreads(long pid, Path to) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Path virtual = to.resolveSibling(to.getFileName() + ".virtual").toAbsolutePath();
        for (List<String> command : List.of(
                List.of("Thread.print", "-l"), List.of("Thread.dump_to_file", "-overwrite", virtual.toString()))) {
            List<String> whole = new ArrayList<>(List.of(jcmd, Long.toString(pid)));
            whole.addAll(command);
            Process dump = new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(to.toFile()))
                    .start();
            if (!dump.waitFor(DUMPED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                dump.destroyForcibly();
            }
        }
    }

    private static void pause() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }

    /** Beside the compiled tests: {@code local-stack/target/local-stack.jar}. */
    private static Path jar() {
        Path jar = Path.of(System.getProperty("stepfold.stack.jar", "target/local-stack.jar"))
                .toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run the build up to package first");
        }
        return jar;
    }
}
