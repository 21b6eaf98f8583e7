package dev.stepfold.gateway.kafka;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.UnfinishedRestore;
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
    private final TopicLayout layout;
    private final Consumer<Set<String>> onListed;
    private final Thread thread;
    private String told = "";
    private volatile boolean reachable;
    private volatile boolean closed;

    /**
     * @param admins creates a client; may throw if Kafka's address cannot be resolved yet
     * @param onListed gets the names of all topics
     */
    public TopicMonitor(Supplier<Admin> admins, TopicLayout layout, Consumer<Set<String>> onListed) {
        this.admins = admins;
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
                    UnfinishedRestore.refuse(admin);
                    SharedTopics.ensure(admin, layout);
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
            if (!reachable) {
                LOG.info("kafka answers");
                reachable = true;
            }
            Thread.sleep(PERIOD_MS);
        }
    }

    private void noteUnreachable(Exception e) {
        String reason = String.valueOf(e.getMessage());
        if (reachable || !reason.equals(told)) {
            LOG.warn("waiting for Kafka reason={}", reason);
        }
        told = reason;
        reachable = false;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
