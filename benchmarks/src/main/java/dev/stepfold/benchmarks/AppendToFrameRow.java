package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.LogUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * From the call that appends an event to the SSE frame at a client, beside a plain producer and consumer on the same broker.
 * The events are written here, as an orchestrator writes them: to the document's topic, and once that is acknowledged to the
 * feed. Each of the documents has one watcher.
 */
final class AppendToFrameRow implements Row {
    private static final int DOCUMENTS = 100;
    private static final int PER_SECOND = 2_000;
    private static final int WIDTH = 64;
    private static final int EVENTS_MAX = 12_000;

    /** Makes values of 512 bytes. */
    private static final int PADDING_CHARS = 230;

    private static final String STEPFOLD = "stepfold";
    private static final String RAW = "raw Kafka";
    private static final String MEDIAN = "p50 ms at 2,000/s";
    private static final String PERCENTILE = "p99 ms at 2,000/s";
    private static final String MOST = "most events/s";

    @Override
    public String name() {
        return "append-to-frame";
    }

    @Override
    public String what() {
        return "from an append to the frame at a client, beside raw Kafka on the same broker";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void repeat(Session session) throws IOException, InterruptedException {
        session.withStack(WholeStack.Steps.NONE, stack -> {
            int documents = session.count(DOCUMENTS, 4);
            try (EventFeed feed = EventFeed.of("watched", documents, EVENTS_MAX, PADDING_CHARS, stack.connection());
                    RawKafka raw = new RawKafka(stack.connection())) {
                Latencies latencies = new Latencies(feed::calledAtNanos, DOCUMENTS * EVENTS_MAX);
                try (EventStreams streams = EventStreams.of(stack.gateway().port(), feed, documents, latencies)) {
                    streams.open(documents);
                    session.waiting().until("all watchers are there", () -> streams.opened() == documents);
                    measure(session, feed::write, feed::writeAtOnce, STEPFOLD, latencies);
                    stack.settle(session.waiting());
                    measure(session, raw::write, raw::writeAtOnce, RAW, raw.latencies());
                    if (latencies.disordered() > 0) {
                        throw new IllegalStateException(latencies.disordered() + " frames were not in order");
                    }
                }
            } catch (LogUnavailableException e) {
                throw new IOException(e);
            }
        });
    }

    /** Writes for some time, and returns how many events that were. */
    private interface Writer {
        long write(int rateOrWidth, Duration time) throws IOException, InterruptedException;
    }

    private static void measure(Session session, Writer steady, Writer atOnce, String subject, Latencies latencies)
            throws IOException, InterruptedException {
        int width = session.count(WIDTH, 4);
        long expected = latencies.arrived();
        expected += steady.write(PER_SECOND, session.seconds(5));
        expected += atOnce.write(width, session.seconds(3));
        await(session, latencies, expected);
        latencies.begin();
        expected += steady.write(PER_SECOND, session.seconds(15));
        await(session, latencies, expected);
        Figures times = latencies.figures();
        session.add(subject, MEDIAN, times.median().toNanos() / 1e6);
        session.add(subject, PERCENTILE, times.percentile(99).toNanos() / 1e6);
        long start = System.nanoTime();
        long written = atOnce.write(width, session.seconds(10));
        await(session, latencies, expected + written);
        session.add(subject, MOST, written / ((latencies.lastAtNanos() - start) / 1e9));
    }

    private static void await(Session session, Latencies latencies, long expected) throws InterruptedException {
        session.waiting().until(expected + " events have arrived", () -> latencies.arrived() >= expected);
    }

    @Override
    public List<Target> targets() {
        return List.of(
                new Target(
                        "append → frame at 2,000/s ÷ raw Kafka, p50",
                        new Quantity(STEPFOLD, MEDIAN),
                        new Quantity(RAW, MEDIAN),
                        2.5,
                        1.5),
                new Target(
                        "append → frame at 2,000/s ÷ raw Kafka, p99",
                        new Quantity(STEPFOLD, PERCENTILE),
                        new Quantity(RAW, PERCENTILE),
                        3,
                        2.0),
                new Target(
                        "most events/s ÷ raw Kafka", new Quantity(STEPFOLD, MOST), new Quantity(RAW, MOST), 0.5, 0.8));
    }
}
