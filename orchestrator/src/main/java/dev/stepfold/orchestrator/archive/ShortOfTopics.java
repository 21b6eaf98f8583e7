package dev.stepfold.orchestrator.archive;

import dev.stepfold.documentlog.RoomForTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.KafkaNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the cluster allows no further document topic, by a quota of its own. Asks at most every five seconds. */
public final class ShortOfTopics implements BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(ShortOfTopics.class);
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);

    private final Admin admin;
    private final KafkaNames names;
    private final TopicLayout layout;
    private final InstantSource clock;
    private Instant askedAt = Instant.MIN;
    private boolean isShort;

    public ShortOfTopics(Admin admin, KafkaNames names, TopicLayout layout, InstantSource clock) {
        this.admin = admin;
        this.names = names;
        this.layout = layout;
        this.clock = clock;
    }

    /** If the cluster does not tell, as it was. */
    @Override
    public synchronized boolean getAsBoolean() {
        Instant now = clock.instant();
        if (askedAt.plus(ASK_EVERY).isAfter(now)) {
            return isShort;
        }
        askedAt = now;
        try {
            boolean wasShort = isShort;
            Optional<String> refusal = RoomForTopics.refusal(admin, names, layout);
            isShort = refusal.isPresent();
            if (isShort != wasShort) {
                LOG.info("the cluster allows further topics={} reason={}", !isShort, refusal.orElse(""));
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("whether there is room for topics is not known reason={}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return isShort;
    }
}
