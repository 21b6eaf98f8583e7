package dev.stepfold.documentlog.connection;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka every {@value #EVERY_MS} ms whether it still lets this process in, and notes what it meets: the clients of a
 * process that runs try again for ever, whatever the reason, and only their logs tell it. The question needs no right.
 */
public final class ConnectionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final long EVERY_MS = 3_000;

    /** For one broker; another one is asked then. */
    private static final int REQUEST_TIMEOUT_MS = 3_000;

    private static final int ANSWER_WITHIN_MS = 6_000;

    private final KafkaConnection kafka;
    private final LastProblem problem;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("connection-watch").unstarted(this::run);

    /** @param problem gets what keeps the process from Kafka; nobody else should set it while this runs */
    public ConnectionWatch(KafkaConnection kafka, LastProblem problem) {
        this.kafka = kafka;
        this.problem = problem;
    }

    /** Starts asking; called once. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                try (Admin admin = kafka.admin(Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS))) {
                    do {
                        var _ = admin.describeCluster().clusterId().get();
                        problem.solved();
                    } while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS));
                } catch (ExecutionException | RuntimeException e) {
                    if (closed.getCount() > 0) {
                        problem.met(e);
                    }
                }
            } while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            LOG.debug("interrupted to close");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
