package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures how fast a projection that is behind catches up, and what an event costs it. Runs the real broker, projection
 * and orchestrator as processes on loopback, for six minutes at most: the orchestrator runs one document with the
 * built-in generator, whose events are then written as those of other documents. Prints a table, and the figures as one
 * line of JSON. Exit code 1 if a document did not arrive. Arguments: the number
 * of events of a burst, and that of the documents that are in flight in it.
 */
public final class BurstBenchmark {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(6);
    private static final int BURST_EVENTS_DEFAULT = 20_000;
    private static final int BURSTS = 3;

    /** Documents whose runs are at the same point of time. */
    private static final int IN_FLIGHT_DEFAULT = 100;

    private static final int STEADY_EVENTS_PER_SECOND = 200;
    private static final Duration STEADY = Duration.ofSeconds(20);
    private static final int STEADY_IN_FLIGHT = 20;
    private static final int READS = 500;

    private final Projection projection;
    private final RunFeed feed;
    private final CommittedEvents committed;
    private final Waiting waiting;
    private final PrintStream out;
    private final ArrayNode figures = JsonNodeFactory.instance.arrayNode();

    private BurstBenchmark(
            Projection projection, RunFeed feed, CommittedEvents committed, Waiting waiting, PrintStream out) {
        this.projection = projection;
        this.feed = feed;
        this.committed = committed;
        this.waiting = waiting;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Waiting waiting = new Waiting(TIME_LIMIT);
        System.out.println(Machine.described());
        double loadBefore = Machine.load();
        try (Stack stack = Stack.start(Path.of("").toAbsolutePath(), waiting);
                HttpClient http = HttpClient.newHttpClient();
                CommittedEvents committed = new CommittedEvents(stack.connection());
                RunFeed feed = new RunFeed(realRun(stack, waiting), stack.connection())) {
            Projection projection = stack.startProjection(http);
            waiting.until("the projection is ready", projection::isReady);
            BurstBenchmark benchmark = new BurstBenchmark(projection, feed, committed, waiting, System.out);
            benchmark.measure(
                    args.length > 0 ? Integer.parseInt(args[0]) : BURST_EVENTS_DEFAULT,
                    args.length > 1 ? Integer.parseInt(args[1]) : IN_FLIGHT_DEFAULT);
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            result.put("processors", Runtime.getRuntime().availableProcessors())
                    .put("loadBefore", loadBefore)
                    .put("loadAfter", Machine.load())
                    .put("java", Runtime.version().toString())
                    .set("figures", benchmark.figures);
            System.out.println(result);
        }
    }

    /** The events of a run of the built-in generator. */
    private static List<RecordedEvent> realRun(Stack stack, Waiting waiting) throws InterruptedException {
        Instance orchestrator =
                stack.startOrchestrator("one", "orchestrator", Map.of("STEPFOLD_GENERATOR", "built-in"));
        try (Documents documents = Documents.connect(stack.connection(), waiting)) {
            documents.start(0);
            waiting.until("a run is completed", () -> documents.isCompleted(0));
            var _ = orchestrator.kill9();
            return documents.events(0);
        }
    }

    private void measure(int burstEvents, int inFlight) throws InterruptedException, IOException {
        out.printf(
                Locale.ROOT,
                "%d events per document%n%n%-34s %9s %9s %12s %16s%n",
                feed.eventsPerDocument(),
                "",
                "events",
                "s",
                "events/s",
                "CPU s per 1,000");
        int documents = burstEvents / feed.eventsPerDocument();
        for (int burst = 1; burst <= BURSTS; burst++) {
            arrive("burst-" + burst, documents, inFlight, 0);
        }
        int steady = (int) (STEADY_EVENTS_PER_SECOND * STEADY.toSeconds()) / feed.eventsPerDocument();
        arrive("steady", steady, STEADY_IN_FLIGHT, STEADY_EVENTS_PER_SECOND);
        readAgain("one document", List.of(RunFeed.id("steady", steady - 1)));
        readAgain(
                "documents of a past burst",
                IntStream.range(0, READS)
                        .mapToObj(i -> RunFeed.id("burst-1", i % documents))
                        .toList());
    }

    /** The time until the newest state is answered, and the processor time until all is committed. */
    private void arrive(String name, int documents, int inFlight, int perSecond) throws InterruptedException {
        Duration busyBefore = projection.processorTime();
        long start = System.nanoTime();
        feed.write(name, documents, inFlight, perSecond);
        for (int document = Math.max(0, documents - inFlight); document < documents; document++) {
            DocumentId id = RunFeed.id(name, document);
            waiting.until(id + " has arrived", () -> projection.has(id, feed.lastSequence()));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        waiting.until("everything is committed", committed::areAll);
        Duration busy = projection.processorTime().minus(busyBefore);
        int events = documents * feed.eventsPerDocument();
        double perSecondReached = events / (took.toNanos() / 1e9);
        double busySecondsPer1000 = busy.toNanos() / 1e9 / events * 1_000;
        out.printf(
                Locale.ROOT,
                "%-34s %,9d %9.2f %,12.0f %16.2f%n",
                name,
                events,
                took.toNanos() / 1e9,
                perSecondReached,
                busySecondsPer1000);
        figures.addObject()
                .put("name", name)
                .put("events", events)
                .put("seconds", took.toNanos() / 1e9)
                .put("eventsPerSecond", perSecondReached)
                .put("cpuSecondsPer1000Events", busySecondsPer1000);
    }

    /** Reads finished documents one after the other; a document twice or more is one that did not change meanwhile. */
    private void readAgain(String name, List<DocumentId> documents) throws IOException {
        Duration busyBefore = projection.processorTime();
        List<Duration> times = new ArrayList<>();
        int bytes = 0;
        for (int read = 0; read < READS; read++) {
            long start = System.nanoTime();
            bytes = projection.read(documents.get(read % documents.size()));
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        double busySecondsPer1000 = projection.processorTime().minus(busyBefore).toNanos() / 1e9 / READS * 1_000;
        Figures read = new Figures(times);
        out.printf(
                Locale.ROOT,
                "%,d reads of %s, %,d bytes: p50 %.1f ms, p99 %.1f ms, CPU %.2f s per 1,000%n",
                READS,
                name,
                bytes,
                read.median().toNanos() / 1e6,
                read.percentile(99).toNanos() / 1e6,
                busySecondsPer1000);
        figures.addObject()
                .put("name", "reads of " + name)
                .put("bytes", bytes)
                .put("p50Ms", read.median().toNanos() / 1e6)
                .put("p99Ms", read.percentile(99).toNanos() / 1e6)
                .put("cpuSecondsPer1000Reads", busySecondsPer1000);
    }
}
