package dev.stepfold.orchestrator;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.orchestrator.commands.CommandLoop;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins work as soon as Kafka is there; the service may start before it. */
@Singleton
final class OrchestratorStartup implements ApplicationEventListener<ServerStartupEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorStartup.class);
    private static final Duration WAIT_MIN = Duration.ofMillis(200);
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final Admin admin;
    private final TopicLayout layout;
    private final CommandLoop loop;

    OrchestratorStartup(Admin admin, TopicLayout layout, CommandLoop loop) {
        this.admin = admin;
        this.layout = layout;
        this.loop = loop;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        Thread.ofPlatform().daemon().name("startup").start(this::startWhenKafkaIsThere);
    }

    private void startWhenKafkaIsThere() {
        Duration wait = WAIT_MIN;
        while (true) {
            try {
                SharedTopics.ensure(admin, layout);
                loop.start();
                return;
            } catch (LogUnavailableException e) {
                LOG.warn("waiting for Kafka waitMs={} reason={}", wait.toMillis(), e.getMessage());
            }
            try {
                Thread.sleep(wait);
            } catch (InterruptedException _) {
                return;
            }
            wait = wait.multipliedBy(2).compareTo(WAIT_MAX) < 0 ? wait.multipliedBy(2) : WAIT_MAX;
        }
    }
}
