package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.Console;
import dev.stepfold.localstack.supervisor.FreePort;
import dev.stepfold.localstack.supervisor.ProcessName;
import dev.stepfold.localstack.supervisor.ProcessSpec;
import dev.stepfold.localstack.supervisor.Readiness;
import dev.stepfold.localstack.supervisor.RestartPolicy;
import dev.stepfold.localstack.supervisor.Supervisor;
import dev.stepfold.localstack.supervisor.SupervisorLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes the {@link AotCaches} if they are missing or belong to another build: runs the whole stack once in a folder and on
 * ports of its own, has one agent built, stops it, and creates a cache from what each process recorded. Takes half a
 * minute to a minute on two cores and some 800 MB of memory. Ends early while another training is running, and when the
 * process that started it ends.
 *
 * <p>Exit code 0 if the caches are there or another process is making them; 1, with one sentence on standard error, if
 * they cannot be made. The stack works without them.
 */
public final class AotTraining {
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration BUILT_WITHIN = Duration.ofMinutes(3);
    private static final Duration CREATED_WITHIN = Duration.ofMinutes(5);
    private static final int CREATED_AT_ONCE = 2;
    private static final int ACCEPTED = 202;
    private static final int FAILED = 1;
    private static final String DOCUMENT =
            "{\"documentId\":\"training\",\"request\":\"Create a task management system\"}";

    private final Console console = new Console(System.out, Clock.system(ZoneId.systemDefault()));
    private final Installation installation;
    private final StackConfig config;
    private final Supervisor supervisor;

    private AotTraining(Installation installation, Path home) throws IOException {
        this.installation = installation;
        this.config = new StackConfig(
                new StackHome(home),
                new StackPorts(FreePort.find(), FreePort.find(), FreePort.find(), FreePort.find()),
                Map.of("PATH", System.getenv().getOrDefault("PATH", "")));
        config.home().prepare();
        this.supervisor = new Supervisor(
                specs(installation.caches()::record),
                config.home().processFiles(),
                RestartPolicy.STANDARD,
                console,
                Clock.systemUTC(),
                RandomGenerator.getDefault());
    }

    public static void main(String[] args) throws InterruptedException {
        try {
            Installation installation = Installation.ofThisProcess();
            installation.requireBuilt();
            Files.createDirectories(installation.caches().folder());
            Optional<SupervisorLock> lock =
                    SupervisorLock.tryTake(installation.caches().folder().resolve("training.pid"));
            if (lock.isPresent()) {
                try (SupervisorLock _ = lock.get()) {
                    trainIfNeeded(installation);
                }
            }
        } catch (StartFailure | IOException | UncheckedIOException e) {
            System.err.println(
                    "The caches for a fast start were not made: " + (e.getMessage() == null ? e : e.getMessage()));
            System.exit(FAILED);
        }
    }

    private static void trainIfNeeded(Installation installation) throws IOException, InterruptedException {
        String fingerprint = installation.fingerprint();
        if (!installation.caches().areFrom(fingerprint)) {
            Path home = Files.createTempDirectory("stepfold-training");
            AotTraining training = new AotTraining(installation, home);
            Runtime.getRuntime().addShutdownHook(new Thread(training::leaveNothing, "leave-nothing"));
            endWithParent();
            installation.caches().clear();
            training.train();
            installation.caches().complete(fingerprint);
        }
    }

    /**
     * Ends early when the process that started the training does. Ctrl-C does not reach what a shell script started in
     * the background.
     */
    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            var _ = parent.onExit().thenRun(() -> System.exit(FAILED));
        });
    }

    private void train() throws IOException, InterruptedException {
        supervisor.start();
        try {
            if (supervisor.awaitReady(READY_WITHIN) instanceof Readiness.NotReady(var name, var log)) {
                throw new StartFailure(name + " was not ready within " + READY_WITHIN.toSeconds() + " s (" + log + ")");
            }
            buildAnAgent(URI.create("http://127.0.0.1:" + config.ports().gateway() + "/api/documents"), BUILT_WITHIN);
        } finally {
            supervisor.stop();
        }
        createAll(specs(installation.caches()::create));
    }

    private List<ProcessSpec> specs(Function<ProcessName, List<String>> startOptions) {
        return new StackProcesses(
                        config,
                        installation,
                        startOptions,
                        BrokerCapacity.ofThisMachine(),
                        StackSecret.of(config.home(), config.environment()))
                .specs();
    }

    /**
     * Starts a document and follows its stream to the end of the run.
     *
     * @throws StartFailure if the run does not end in time, or not as completed
     */
    static void buildAnAgent(URI documents, Duration within) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            try {
                HttpRequest start = HttpRequest.newBuilder(documents)
                        .timeout(within)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(DOCUMENT))
                        .build();
                int status = http.send(start, BodyHandlers.discarding()).statusCode();
                HttpRequest follow = HttpRequest.newBuilder(URI.create(documents + "/training/events?until=rest"))
                        .build();
                // The timeout of a request does not cover the body of its answer.
                Future<Boolean> built = http.sendAsync(follow, BodyHandlers.ofLines())
                        .thenApplyAsync(answer -> isCompleted(answer.body()));
                if (status != ACCEPTED || !built.get(within.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new StartFailure("the agent was not built");
                }
            } finally {
                http.shutdownNow();
            }
        } catch (TimeoutException _) {
            throw new StartFailure("the agent was not built within " + within.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static boolean isCompleted(Stream<String> stream) {
        try (stream) {
            return stream.anyMatch(line -> line.contains("\"status\":\"completed\""));
        }
    }

    private static void createAll(List<ProcessSpec> specs) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(CREATED_AT_ONCE)) {
            List<Future<Integer>> exitCodes = new ArrayList<>();
            for (ProcessSpec spec : specs) {
                exitCodes.add(threads.submit(() -> create(spec)));
            }
            for (Future<Integer> exitCode : exitCodes) {
                if (exitCode.get() != 0) {
                    throw new StartFailure("a cache could not be created");
                }
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static int create(ProcessSpec spec) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(spec.command()).inheritIO();
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        Process process = builder.start();
        if (!process.waitFor(CREATED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            return FAILED;
        }
        return process.exitValue();
    }

    /** At the end, however it comes about: no process of the training outlives it, and no file but the caches. */
    private void leaveNothing() {
        supervisor.stop();
        ProcessHandle.current().descendants().forEach(creating -> {
            creating.destroyForcibly();
            creating.onExit().join();
        });
        Path home = config.home().path();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println(home + " could not be deleted: " + e.getMessage());
        }
    }
}
