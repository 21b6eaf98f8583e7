package dev.stepfold.localstack.system;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.system.SoakProcess.Gauge;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Looks at all processes every ten seconds and at the disk every half minute, from outside, and writes what it finds to
 * {@code soak-processes.csv} and {@code soak-stack.csv}. Now and then it has the processes collect their garbage.
 */
final class SoakGauges implements Callable<Void> {
    static final List<String> PROCESSES = List.of("kafka", "orchestrator", "projection", "gateway");

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int DISK_EVERY = 3;
    private static final int COLLECTIONS_IN_A_WINDOW = 2;
    private static final Exposition NONE = new Exposition(Map.of(), List.of());

    private final SoakScene scene;
    private final RunningStack stack;
    private final Path home;
    private final Path folder;
    private final LongSupplier events;
    private final Map<String, Client> exposing;
    private final List<SoakProcess> processes = new ArrayList<>();
    private final List<Whole> wholes = new ArrayList<>();

    /**
     * The whole stack at one moment.
     *
     * @param events so far
     * @param topics of documents
     * @param load how many threads wanted a processor, on average over a minute
     */
    record Whole(Instant at, long events, long topics, double load, SoakDisk disk) {}

    /**
     * @param home the stack's folder
     * @param folder where the files go
     * @param events how many there were so far
     */
    SoakGauges(SoakScene scene, RunningStack stack, Path home, Path folder, LongSupplier events) {
        this.scene = scene;
        this.stack = stack;
        this.home = home;
        this.folder = folder;
        this.events = events;
        this.exposing = Map.of(
                "orchestrator", client(stack.ports().orchestrator()),
                "projection", client(stack.ports().projection()),
                "gateway", client(stack.ports().gateway()));
    }

    private static Client client(int port) {
        return new Client(URI.create("http://127.0.0.1:" + port));
    }

    /** Everything that was found of processes, in the order of time; once it is over. */
    List<SoakProcess> processes() {
        return List.copyOf(processes);
    }

    /** Everything that was found of the stack, in the order of time; once it is over. */
    List<Whole> wholes() {
        return List.copyOf(wholes);
    }

    @Override
    public Void call() throws Exception {
        long collectEvery = Math.max(
                1, scene.options().window().dividedBy(COLLECTIONS_IN_A_WINDOW).dividedBy(EVERY));
        try (BufferedWriter ofProcesses = Files.newBufferedWriter(folder.resolve("soak-processes.csv"));
                BufferedWriter ofStack = Files.newBufferedWriter(folder.resolve("soak-stack.csv"));
                Kafka kafka = new Kafka(stack.bootstrapServers())) {
            ofProcesses.write("at,process,pid,ageS,cpuS,"
                    + Arrays.stream(Gauge.values()).map(Gauge::name).collect(Collectors.joining(",")) + "\n");
            ofStack.write("at,events,topics,load,files,"
                    + Arrays.stream(SoakDisk.Kind.values())
                            .map(SoakDisk.Kind::name)
                            .collect(Collectors.joining(",")) + "\n");
            for (long look = 0; !scene.isOver(); look++) {
                Instant next = Instant.now().plus(EVERY);
                // The last look of each stretch, so that each window has its own.
                boolean collect = look % collectEvery == collectEvery - 1;
                for (String name : PROCESSES) {
                    Optional<SoakProcess> process = look(name, collect);
                    if (process.isPresent()) {
                        processes.add(process.get());
                        ofProcesses.write(line(process.get()));
                    }
                }
                if (look % DISK_EVERY == 0) {
                    Optional<Whole> whole = look(kafka);
                    if (whole.isPresent()) {
                        wholes.add(whole.get());
                        ofStack.write(line(whole.get()));
                    }
                }
                ofProcesses.flush();
                ofStack.flush();
                Duration left = Duration.between(Instant.now(), next);
                if (left.isPositive()) {
                    scene.pause(left);
                }
            }
        }
        return null;
    }

    private Optional<SoakProcess> look(String name, boolean collect) throws InterruptedException {
        Exposition metrics = NONE;
        Client client = exposing.get(name);
        if (client != null) {
            try {
                metrics = Exposition.parse(client.get("/prometheus").body());
            } catch (UncheckedIOException _) {
                // It was killed and is not back.
            }
        }
        return SoakProcess.look(name, stack.pid(name), metrics, collect);
    }

    private Optional<Whole> look(Kafka kafka) throws InterruptedException, IOException {
        try {
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            int topics = kafka.documentTopics().size();
            return Optional.of(new Whole(Instant.now(), events.getAsLong(), topics, load, SoakDisk.look(home)));
        } catch (ExecutionException _) {
            return Optional.empty();
        }
    }

    private static String line(SoakProcess process) {
        return process.at() + "," + process.name() + "," + process.pid() + ","
                + process.age().toSeconds() + ","
                + number(process.cpu().toMillis() / 1e3) + ","
                + Arrays.stream(Gauge.values())
                        .map(gauge -> number(process.gauge(gauge)))
                        .collect(Collectors.joining(","))
                + "\n";
    }

    private static String line(Whole whole) {
        return whole.at() + "," + whole.events() + "," + whole.topics() + "," + number(whole.load()) + ","
                + whole.disk().files() + ","
                + Arrays.stream(SoakDisk.Kind.values())
                        .map(kind -> Long.toString(whole.disk().of(kind)))
                        .collect(Collectors.joining(","))
                + "\n";
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
    }
}
