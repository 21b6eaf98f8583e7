package dev.stepfold.orchestrator.commands;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link CommandIntake} on a thread of its own, and restarts with a new consumer when the old one fails. Another
 * thread sweeps ({@link CommandIntake#sweep}): at once when partitions were taken over, and then at intervals.
 */
public final class CommandLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);
    private static final Backoff RESTARTS = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(30);

    /** Before a sweep that failed, or did not look after all documents, is repeated. */
    private static final Duration SWEEP_AGAIN_WAIT = Duration.ofSeconds(2);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final String topic;
    private final Ports ports;
    private final DeadLetters deadLetters;
    private final DocumentLimits limits;
    private final Duration sessionTimeout;
    private final Thread thread;
    private final Thread sweeper;

    /** Has a permit when a sweep is due before its interval has passed. */
    private final Semaphore takenOver = new Semaphore(0);

    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile @Nullable CommandIntake intake;
    private volatile boolean closed;

    /** How often in a row a consumer failed before it had joined; used by the loop's thread. */
    private int failures;

    /**
     * @param consumers creates a consumer that does not commit automatically
     * @param topic the commands
     * @param limits how many documents may be in memory
     * @param sessionTimeout of these consumers
     */
    public CommandLoop(
            Supplier<Consumer<String, byte[]>> consumers,
            String topic,
            Ports ports,
            DeadLetters deadLetters,
            DocumentLimits limits,
            Duration sessionTimeout) {
        this.consumers = consumers;
        this.topic = topic;
        this.ports = ports;
        this.deadLetters = deadLetters;
        this.limits = limits;
        this.sessionTimeout = sessionTimeout;
        this.thread = Thread.ofPlatform().name("command-loop").unstarted(this::run);
        this.sweeper = Thread.ofPlatform().daemon().name("document-sweep").unstarted(this::sweepAtIntervals);
    }

    /** Starts; called once. */
    public void start() {
        thread.start();
        sweeper.start();
    }

    /** Whether the instance is a member of the group, with or without partitions. */
    public boolean isJoined() {
        CommandIntake current = intake;
        return current != null && current.isJoined();
    }

    /** Whether this instance owns the document's partition now. */
    public boolean owns(DocumentId documentId) {
        CommandIntake current = intake;
        return current != null && current.owns(documentId);
    }

    /** How many documents are active. */
    public int activeDocuments() {
        CommandIntake current = intake;
        return current == null ? 0 : current.activeDocuments();
    }

    private void run() {
        while (!closed) {
            try (Consumer<String, byte[]> fresh = newConsumer()) {
                consumer = fresh;
                consume(new CommandIntake(
                        fresh, topic, ports, deadLetters, limits, sessionTimeout, takenOver::release));
            } catch (RuntimeException | Error e) {
                LOG.error("command loop failed and restarts", e);
            } finally {
                consumer = null;
            }
            pauseBeforeRestart();
        }
    }

    private Consumer<String, byte[]> newConsumer() {
        try {
            return consumers.get();
        } catch (RuntimeException e) {
            failures++;
            throw e;
        }
    }

    private void consume(CommandIntake current) {
        intake = current;
        try {
            current.subscribe();
            while (!closed) {
                current.poll();
            }
        } catch (WakeupException | InterruptException _) {
            LOG.debug("command loop woken");
        } finally {
            intake = null;
            failures = current.isJoined() ? 1 : failures + 1;
            Thread.interrupted();
            current.leave();
        }
    }

    private void sweepAtIntervals() {
        Duration wait = SWEEP_INTERVAL;
        try {
            while (!closed) {
                var _ = takenOver.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
                takenOver.drainPermits();
                wait = sweep() ? SWEEP_INTERVAL : SWEEP_AGAIN_WAIT;
            }
        } catch (InterruptedException _) {
            LOG.debug("interrupted to close");
        }
    }

    private boolean sweep() {
        CommandIntake current = intake;
        try {
            return current == null || current.sweep();
        } catch (LogUnavailableException e) {
            if (!closed) {
                LOG.warn("the sweep failed, retrying soon reason={}", e.getMessage());
            }
        } catch (RuntimeException | Error e) {
            if (!closed) {
                LOG.error("the sweep failed, retrying soon", e);
            }
        }
        return false;
    }

    private void pauseBeforeRestart() {
        if (!closed) {
            try {
                Thread.sleep(RESTARTS.after(failures));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Stops sweeping and reading, stops the active documents where they stand, commits, and leaves. */
    @Override
    public void close() {
        closed = true;
        Consumer<String, byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            sweeper.interrupt();
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("the command loop did not end in time");
            }
            if (sweeper.isAlive() && !sweeper.join(CLOSE_TIMEOUT)) {
                LOG.warn("the sweep did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
