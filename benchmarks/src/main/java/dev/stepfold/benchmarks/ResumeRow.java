package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.LogUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that connects again and gets the 500 events it missed: from Stepfold, and from Redis Streams behind a Node server.
 * The time runs from before the connection to the end of the last event. A gateway that has seen the events answers from
 * memory; one that was started later reads the document's topic.
 */
final class ResumeRow implements Row {
    static final String REDIS = "redis";

    private static final int STREAMS = 20;
    private static final int EVENTS = 1_000;
    private static final int MISSED = 500;

    /** Makes values of 512 bytes. */
    private static final int PADDING_CHARS = 230;

    private static final int REDIS_VALUE_CHARS = 512;
    private static final String STEPFOLD = "stepfold";
    private static final String MEDIAN = "p50 ms";

    @Override
    public String name() {
        return "resume";
    }

    @Override
    public String what() {
        return "the resume of " + MISSED + " missed events, beside Redis Streams and Node";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(4);
    }

    @Override
    public void repeat(Session session) throws IOException, InterruptedException {
        session.withStack(WholeStack.Steps.NONE, stack -> {
            int streams = session.count(STREAMS, 2);
            try (EventFeed feed = EventFeed.of("resumed", streams, EVENTS, PADDING_CHARS, stack.connection())) {
                feed.fill(EVENTS - 1);
                stack.settle(session.waiting());
                measure(session, STEPFOLD, stack.gateway().port(), stream -> path(feed, stream), lastSeen());
                Gateway another = stack.startGateway(session.waiting());
                measure(session, STEPFOLD + ", from topics", another.port(), stream -> path(feed, stream), lastSeen());
            } catch (LogUnavailableException e) {
                throw new IOException(e);
            }
        });
        if (session.isWanted(REDIS)) {
            try (RedisStreams redis = RedisStreams.start(Peers.install(session.root()), session.waiting())) {
                for (int stream = 0; stream < session.count(STREAMS, 2); stream++) {
                    redis.fill("resumed-" + stream, EVENTS, "x".repeat(REDIS_VALUE_CHARS));
                }
                measure(session, REDIS, redis.port(), stream -> "/resumed-" + stream, "1-" + (EVENTS - MISSED));
            } catch (UnavailableException e) {
                session.log().println("  not measured: " + e.getMessage());
            }
        }
    }

    private static String lastSeen() {
        return Integer.toString(EVENTS - MISSED - 1);
    }

    private static String path(EventFeed feed, int stream) {
        return "/api/documents/" + feed.id(stream) + "/events";
    }

    /** Where a stream is served. */
    private interface Paths {
        String of(int stream);
    }

    private static void measure(Session session, String subject, int port, Paths paths, String lastEventId)
            throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Load.Task resume = () -> MissedEvents.read(
                port, paths.of(next.getAndIncrement() % session.count(STREAMS, 2)), lastEventId, MISSED);
        Load.alone(session.count(100, 2), resume);
        Load.Outcome times = Load.alone(session.count(200, 3), resume);
        session.add(subject, MEDIAN, times.medianMs());
        session.add(subject, "p99 ms", times.percentile99Ms());
    }

    @Override
    public List<Target> targets() {
        return List.of(new Target(
                "resume of 500 missed events ÷ Redis Streams + Node, p50",
                new Quantity(STEPFOLD, MEDIAN),
                new Quantity(REDIS, MEDIAN),
                2,
                1.0));
    }
}
