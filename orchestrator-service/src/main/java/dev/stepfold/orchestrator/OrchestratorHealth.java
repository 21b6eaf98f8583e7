package dev.stepfold.orchestrator;

import dev.stepfold.orchestrator.commands.CommandLoop;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Up from when the instance has joined the orchestrators' group; it goes on by itself when Kafka was away. */
@Singleton
final class OrchestratorHealth implements HealthIndicator {
    private final CommandLoop loop;

    OrchestratorHealth(CommandLoop loop) {
        this.loop = loop;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(HealthResult.builder("commands", loop.isJoined() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of("activeDocuments", loop.activeDocuments()))
                .build());
    }
}
