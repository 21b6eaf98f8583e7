package dev.stepfold.projection.streams;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.LogUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one Kafka Streams running, and is the one place that starts and ends it:
 *
 * <pre>
 * prepare (Kafka there? topics?) ─▶ run until it fails ─▶ close ─▶ wait ─▶ prepare …
 * </pre>
 *
 * <p>An exception that ends a stream thread ends the whole run, and a new one begins after the backoff. Replacing the
 * thread inside the run ({@code REPLACE_THREAD}) has no backoff, does not restart a run that shut itself down because
 * its source topic was deleted, and with one thread saves nothing. While Kafka is only unavailable, nothing ends: the
 * clients wait.
 */
public final class StreamsSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsSupervisor.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Parts parts;
    private final HostInfo self;
    private final Backoff backoff;
    private final GroupMembershipOperation onClose;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Run current;

    /** The parts of a run. */
    public interface Parts {
        /**
         * Ensures that Kafka is available and has the topics.
         *
         * @throws LogUnavailableException if not; the supervisor retries
         */
        void prepare() throws LogUnavailableException;

        /** Notes that Kafka was not available. */
        void unavailable(LogUnavailableException failure);

        /** A new Kafka Streams, not yet started. */
        KafkaStreams create();

        /**
         * Makes Kafka forget this instance as a member. A static member that comes back gets its previous assignment
         * without a rebalance; after a failure, that may be the assignment that caused it. Best effort; throws nothing.
         */
        void leaveGroup();

        /** Watches the run that is about to start, until the returned watch is closed. */
        Watch watch(KafkaStreams streams);
    }

    /** Something that watches a run. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A supervisor that is not started.
     *
     * @param parts makes the runs
     * @param self the address at which other instances reach this one
     * @param staticMember whether Kafka recognises this instance after a restart: it then stays a member when it is
     *     closed, so that it gets its partitions back at once; otherwise it leaves, so that others get them at once
     * @param backoff the waits between runs; a run that lasted the longest wait restarts the count of failures in a row
     */
    public StreamsSupervisor(Parts parts, HostInfo self, boolean staticMember, Backoff backoff) {
        this.parts = parts;
        this.self = self;
        this.backoff = backoff;
        this.onClose = staticMember ? GroupMembershipOperation.REMAIN_IN_GROUP : GroupMembershipOperation.LEAVE_GROUP;
        this.thread = Thread.ofPlatform().name("streams-supervisor").unstarted(this::supervise);
    }

    /** Starts supervising; returns at once. */
    public void start() {
        thread.start();
    }

    /** The current Kafka Streams, if one was started. */
    public Optional<KafkaStreams> streams() {
        return Optional.ofNullable(current).map(Run::streams);
    }

    /** The address at which other instances reach this one. */
    public HostInfo self() {
        return self;
    }

    /** The state of Kafka Streams; {@code CREATED} if none was started. */
    public KafkaStreams.State state() {
        return streams().map(KafkaStreams::state).orElse(KafkaStreams.State.CREATED);
    }

    /** Ends the run, in at most about ten seconds, and does not start another. */
    @Override
    public void close() {
        stop.countDown();
        Run run = current;
        if (run != null) {
            run.ended.countDown();
        }
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT.plusSeconds(1))) {
                LOG.warn("Kafka Streams did not end within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        int failures = 0;
        try {
            while (stop.getCount() > 0) {
                long startedNanos = System.nanoTime();
                superviseOneRun();
                Duration lasted = Duration.ofNanos(System.nanoTime() - startedNanos);
                failures = lasted.compareTo(backoff.longest()) >= 0 ? 1 : failures + 1;
                Duration wait = backoff.after(failures);
                if (stop.getCount() > 0) {
                    LOG.info("next attempt waitMs={} failures={}", wait.toMillis(), failures);
                }
                var _ = stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            LOG.info("interrupted, no further run");
        }
    }

    private void superviseOneRun() throws InterruptedException {
        try {
            parts.prepare();
        } catch (LogUnavailableException e) {
            parts.unavailable(e);
            return;
        } catch (RuntimeException e) {
            LOG.error("cannot prepare the topics", e);
            return;
        }
        try {
            run();
        } catch (RuntimeException e) {
            LOG.error("cannot run Kafka Streams", e);
        }
    }

    private void run() throws InterruptedException {
        Run run = new Run(parts.create(), new CountDownLatch(1));
        KafkaStreams streams = run.streams;
        streams.setStateListener((now, _) -> {
            LOG.info("Kafka Streams state={}", now);
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                run.ended.countDown();
            }
        });
        streams.setUncaughtExceptionHandler(failure -> {
            LOG.error("Kafka Streams failed and restarts", failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        try (Watch _ = parts.watch(streams)) {
            streams.start();
            current = run;
            if (stop.getCount() > 0) {
                run.ended.await();
            }
        } finally {
            current = null;
            boolean failed = streams.state() == KafkaStreams.State.ERROR;
            if (!streams.close(CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(onClose))) {
                LOG.warn("Kafka Streams did not close within {}", CLOSE_TIMEOUT);
            }
            if (failed) {
                parts.leaveGroup();
            }
        }
    }

    private record Run(KafkaStreams streams, CountDownLatch ended) {}
}
