package dev.stepfold.gateway.kafka;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.UnfinishedRestore;
import dev.stepfold.documentlog.connection.LastProblem;
import dev.stepfold.schemas.KafkaNames;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches Kafka in the background, so that no request has to wait for it: ensures that the shared topics exist, lists
 * the topics every {@value #PERIOD_MS} ms, and thus knows whether Kafka answers.
 */
public final class TopicMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicMonitor.class);
    private static final long PERIOD_MS = 2_000;
    private static final long ANSWER_WAIT_MAX_MS = 3_000;

    private final Supplier<Admin> admins;
    private final KafkaNames names;
    private final TopicLayout layout;
    private final Consumer<Set<String>> onListed;
    private final LastProblem problem;
    private final Thread thread;
    private volatile boolean reachable;
    private volatile boolean closed;

    /**
     * @param admins creates a client; may throw if Kafka's address cannot be resolved yet
     * @param onListed gets the names of all topics
     * @param problem gets what keeps this from Kafka
     */
    public TopicMonitor(
            Supplier<Admin> admins,
            KafkaNames names,
            TopicLayout layout,
            Consumer<Set<String>> onListed,
            LastProblem problem) {
        this.admins = admins;
        this.problem = problem;
        this.names = names;
        this.layout = layout;
        this.onListed = onListed;
        this.thread = Thread.ofVirtual().name("topic-monitor").unstarted(this::run);
    }

    /** Starts watching. */
    public void start() {
        thread.start();
    }

    /** Whether Kafka answered the last time it was asked. */
    public boolean isReachable() {
        return reachable;
    }

    private void run() {
        try {
            while (!closed) {
                try (Admin admin = admins.get()) {
                    UnfinishedRestore.refuse(admin, names);
                    SharedTopics.ensure(admin, names, layout);
                    watch(admin);
                } catch (LogUnavailableException | ExecutionException | TimeoutException | KafkaException e) {
                    noteUnreachable(e);
                    Thread.sleep(PERIOD_MS);
                } catch (RuntimeException e) {
                    LOG.error("topic monitor failed and restarts", e);
                    reachable = false;
                    Thread.sleep(PERIOD_MS);
                }
            }
        } catch (InterruptedException _) {
            LOG.debug("topic monitor closed");
        }
    }

    /** Lists the topics repeatedly. After a failure, a new client ensures the topics again. */
    private void watch(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        while (!closed) {
            onListed.accept(admin.listTopics(new ListTopicsOptions().timeoutMs((int) ANSWER_WAIT_MAX_MS))
                    .names()
                    .get(ANSWER_WAIT_MAX_MS, TimeUnit.MILLISECONDS));
            problem.solved();
            reachable = true;
            Thread.sleep(PERIOD_MS);
        }
    }

    private void noteUnreachable(Exception e) {
        reachable = false;
        problem.met(e);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
