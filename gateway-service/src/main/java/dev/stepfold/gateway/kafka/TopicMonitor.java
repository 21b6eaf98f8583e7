package dev.stepfold.gateway.kafka;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.RoomForTopics;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.LastProblem;
import java.util.Optional;
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
    private final KafkaConnection kafka;
    private final TopicLayout layout;
    private final Consumer<Set<String>> onListed;
    private final Consumer<Boolean> onRoom;
    private final LastProblem problem;
    private final Thread thread;
    private volatile boolean reachable;
    private boolean isFull;
    private volatile boolean closed;

    /**
     * @param admins creates a client; may throw if Kafka's address cannot be resolved yet
     * @param onListed gets the names of all topics
     * @param onRoom gets whether the cluster has room for the topic of one more document
     * @param problem gets what keeps this from Kafka
     */
    public TopicMonitor(
            Supplier<Admin> admins,
            KafkaConnection kafka,
            TopicLayout layout,
            Consumer<Set<String>> onListed,
            Consumer<Boolean> onRoom,
            LastProblem problem) {
        this.admins = admins;
        this.problem = problem;
        this.kafka = kafka;
        this.layout = layout;
        this.onListed = onListed;
        this.onRoom = onRoom;
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
                    SharedTopics.prepare(admin, kafka, layout);
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
            onRoom.accept(hasRoom(admin));
            problem.solved();
            reachable = true;
            Thread.sleep(PERIOD_MS);
        }
    }

    /** Whether there is room for a topic. If the cluster does not tell, there is: what it refuses then, it refuses the orchestrators. */
    private boolean hasRoom(Admin admin) throws InterruptedException, TimeoutException {
        try {
            Optional<String> refusal = RoomForTopics.refusal(admin, kafka.names(), layout);
            if (refusal.isPresent() && !isFull) {
                LOG.warn("the cluster allows no further topic: new documents are refused reason={}", refusal.get());
            }
            isFull = refusal.isPresent();
        } catch (ExecutionException e) {
            LOG.debug("whether there is room for topics is not known reason={}", e.getMessage());
            isFull = false;
        }
        return !isFull;
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
