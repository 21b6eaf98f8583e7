package dev.stepfold.documentlog.rights;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which rights this process lacks on Kafka, and says so: a missing right otherwise shows as a client of Kafka that
 * retries for ever. Asks at the start, then every {@value #EVERY_S} s; where nobody logs in, only until nothing is
 * missing.
 */
public final class RightsWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RightsWatch.class);
    private static final long EVERY_S = 15;
    private static final int REQUEST_TIMEOUT_MS = 5_000;

    private final KafkaConnection kafka;
    private final ServiceRights service;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("rights").unstarted(this::run);
    private volatile List<Right> missing = List.of();

    /** @param service whose rights are asked for */
    public RightsWatch(KafkaConnection kafka, ServiceRights service) {
        this.kafka = kafka;
        this.service = service;
    }

    /** Starts asking; called once. */
    public void start() {
        thread.start();
    }

    /** What was missing when Kafka was last asked; empty before the first answer. */
    public List<Right> missing() {
        return missing;
    }

    /** A sentence for each right that is missing. */
    public List<String> sentences() {
        return missing.stream().map(RightsWatch::sentence).toList();
    }

    private static String sentence(Right right) {
        return "Kafka does not allow " + right + ", so " + right.reason()
                + ": grant it (stepfold doctor --acls lists all rights)";
    }

    private void run() {
        try {
            do {
                try (Admin admin = kafka.admin(Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS))) {
                    RightsCheck check = new RightsCheck(admin, service, kafka.names());
                    do {
                        note(check.missing());
                        if (missing.isEmpty() && !kafka.isSecured()) {
                            return;
                        }
                    } while (!closed.await(EVERY_S, TimeUnit.SECONDS));
                } catch (LogUnavailableException | KafkaException e) {
                    LOG.debug("the rights are not known reason={}", e.getMessage());
                }
            } while (!closed.await(EVERY_S, TimeUnit.SECONDS));
        } catch (InterruptedException _) {
            LOG.debug("interrupted to close");
        }
    }

    private void note(List<Right> now) {
        now.stream().filter(right -> !missing.contains(right)).forEach(right -> LOG.error(sentence(right)));
        missing.stream().filter(right -> !now.contains(right)).forEach(right -> LOG.info("Kafka allows {} now", right));
        missing = now;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
