package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.LogUnavailableException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the load that one gateway sustains: ten thousand idle streams, and a thousand streams of two hundred
 * documents with two thousand events a second. Runs the real broker and gateway as processes beside this one, which
 * writes the events and reads the streams, for four minutes at most, and prints the figures. Exit code 1 if a stream
 * was lost, an event did not arrive once and in order, or a goal was missed.
 */
public final class StreamBenchmark {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(4);
    private static final String HEAP = "512m";
    private static final int DOCUMENTS = 200;

    private static final int IDLE_STREAMS = 10_000;

    /** More than two heartbeats. */
    private static final Duration IDLE_TIME = Duration.ofSeconds(35);

    private static final int WATCHERS = 1_000;
    private static final int EVENTS_PER_SECOND = 2_000;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final Duration P99_GOAL = Duration.ofMillis(50);

    /**
     * Opened and closed before handles are counted, so that the handles that the gateway keeps for all streams are
     * open.
     */
    private static final int FIRST_STREAMS = 200;

    /** Connections of the measuring program. */
    private static final int HANDLES_TOLERANCE = 5;

    private final EventFeed feed;
    private final Gateway gateway;
    private final Waiting waiting;
    private final PrintStream out;
    private boolean sound = true;

    private StreamBenchmark(EventFeed feed, Gateway gateway, Waiting waiting, PrintStream out) {
        this.feed = feed;
        this.gateway = gateway;
        this.waiting = waiting;
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException, LogUnavailableException {
        Waiting waiting = new Waiting(TIME_LIMIT);
        boolean sound;
        System.out.println(Machine.described());
        int eventsMax = 1 + (int) (EVENTS_PER_SECOND * WARM_UP.plus(MEASURED).toSeconds() / DOCUMENTS);
        try (Stack stack = Stack.start(Path.of("").toAbsolutePath(), waiting);
                EventFeed feed = EventFeed.of("watched", DOCUMENTS, eventsMax, 0, stack.connection())) {
            Gateway gateway = stack.startGateway(HEAP, Map.of());
            waiting.until("the gateway is ready", gateway::isHealthy);
            StreamBenchmark benchmark = new StreamBenchmark(feed, gateway, waiting, System.out);
            benchmark.holdIdleStreams();
            benchmark.relayEvents();
            sound = benchmark.sound;
        }
        System.out.printf(Locale.ROOT, "load at the end %.1f%n", Machine.load());
        System.exit(sound ? 0 : 1);
    }

    private void holdIdleStreams() throws InterruptedException {
        try (EventStreams streams = EventStreams.of(gateway.port(), feed, DOCUMENTS, (_, _, _, _) -> {})) {
            streams.open(FIRST_STREAMS);
            waiting.until("the first streams are open", () -> streams.opened() == FIRST_STREAMS);
        }
        waiting.until("they are closed", () -> gateway.streams() == 0);
        long handlesBefore = gateway.fileHandles();
        long heapBefore = gateway.heapBytes();
        long start = System.nanoTime();
        try (EventStreams streams = EventStreams.of(gateway.port(), feed, DOCUMENTS, (_, _, _, _) -> {})) {
            streams.open(IDLE_STREAMS);
            waiting.until("all idle streams are open", () -> streams.opened() + streams.ended() >= IDLE_STREAMS);
            Duration opening = Duration.ofNanos(System.nanoTime() - start);
            Duration busyBefore = gateway.processorTime();
            waiting.pause(IDLE_TIME);
            Duration busy = gateway.processorTime().minus(busyBefore);
            long heap = gateway.heapBytes();
            out.printf(Locale.ROOT, "%n%,d idle streams of %d documents, heap of %s:%n", IDLE_STREAMS, DOCUMENTS, HEAP);
            figure("opened in", Figures.seconds(opening));
            goal(
                    "streams open after " + IDLE_TIME.toSeconds() + " s",
                    gateway.streams(),
                    gateway.streams() == IDLE_STREAMS);
            goal("streams refused or ended", streams.ended(), streams.ended() == 0);
            figure("heartbeats received", String.format(Locale.ROOT, "%,d", streams.heartbeats()));
            figure("heap in use, without streams", mebibytes(heapBefore));
            figure("heap in use", mebibytes(heap));
            figure(
                    "heap in use per stream",
                    String.format(Locale.ROOT, "%.1f KiB", (heap - heapBefore) / 1024.0 / IDLE_STREAMS));
            figure("resident memory", mebibytes(gateway.residentBytes()));
            figure("processor time meanwhile", Figures.seconds(busy));
        }
        waiting.until("the gateway has released all streams", () -> gateway.streams() == 0);
        waiting.until("and of their connections", () -> gateway.fileHandles() <= handlesBefore + HANDLES_TOLERANCE);
        figure("heap in use after all clients went", mebibytes(gateway.heapBytes()));
        figure("file handles before and after", handlesBefore + ", " + gateway.fileHandles());
    }

    private void relayEvents() throws InterruptedException {
        Latencies latencies = new Latencies(
                feed::appendedAtNanos, EVENTS_PER_SECOND * (int) MEASURED.toSeconds() * WATCHERS / DOCUMENTS);
        try (EventStreams streams = EventStreams.of(gateway.port(), feed, DOCUMENTS, latencies)) {
            streams.open(WATCHERS);
            waiting.until("all watchers are there", () -> streams.opened() + streams.ended() >= WATCHERS);
            var _ = feed.write(EVENTS_PER_SECOND, WARM_UP);
            waiting.until("the warm-up has arrived", () -> latencies.arrived() == expected(WARM_UP));
            latencies.begin();
            Duration busyBefore = gateway.processorTime();
            long start = System.nanoTime();
            var _ = feed.write(EVENTS_PER_SECOND, MEASURED);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Duration busy = gateway.processorTime().minus(busyBefore);
            waiting.until("all events have arrived", () -> latencies.arrived() == expected(WARM_UP.plus(MEASURED)));
            report(streams, latencies, took, busy);
        }
    }

    private void report(EventStreams streams, Latencies latencies, Duration took, Duration busy) {
        Figures figures = latencies.figures();
        out.printf(
                Locale.ROOT,
                "%n%,d events/s of %d documents to %,d watchers for %d s, after %d s of warm-up:%n",
                EVENTS_PER_SECOND,
                DOCUMENTS,
                WATCHERS,
                MEASURED.toSeconds(),
                WARM_UP.toSeconds());
        figure("written in", Figures.seconds(took));
        goal("frames that did not come once and in order", latencies.disordered(), latencies.disordered() == 0);
        goal("streams refused or ended", streams.ended(), streams.ended() == 0);
        figure(
                "frames measured",
                String.format(Locale.ROOT, "%,d", figures.sorted().size()));
        out.printf(Locale.ROOT, "  from the append's acknowledgement to the client:%n");
        figure("p50", Figures.seconds(figures.median()));
        figure("p90", Figures.seconds(figures.percentile(90)));
        Duration p99 = figures.percentile(99);
        goal("p99 (goal " + P99_GOAL.toMillis() + " ms)", Figures.seconds(p99), p99.compareTo(P99_GOAL) < 0);
        figure("p99.9", Figures.seconds(figures.percentile(99.9)));
        figure("longest", Figures.seconds(figures.max()));
        figure("processor time of the gateway", Figures.seconds(busy));
        figure("resident memory", mebibytes(gateway.residentBytes()));
    }

    private static long expected(Duration time) {
        return EVENTS_PER_SECOND * time.toSeconds() * WATCHERS / DOCUMENTS;
    }

    private void goal(String what, Object figure, boolean reached) {
        sound &= reached;
        figure(what, figure + (reached ? "" : "  MISSED"));
    }

    private void figure(String what, String figure) {
        out.printf(Locale.ROOT, "  %-62s %s%n", what, figure);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", bytes / 1024.0 / 1024.0);
    }
}
