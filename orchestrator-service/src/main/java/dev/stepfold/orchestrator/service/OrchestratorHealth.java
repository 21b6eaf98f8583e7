package dev.stepfold.orchestrator.service;

import dev.stepfold.orchestrator.Orchestrator;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reactivestreams.Publisher;

/**
 * Up once the instance has joined the orchestrators' group, and while Kafka lets it in; the instance recovers by itself
 * after Kafka was unavailable. Also down while steps make no progress, or Kafka gives this user not all of its rights.
 */
@Singleton
final class OrchestratorHealth implements HealthIndicator {
    private final Orchestrator orchestrator;

    OrchestratorHealth(Orchestrator orchestrator) {
        this.orchestrator = orchestrator;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(result());
    }

    /** How it is now. */
    HealthResult result() {
        boolean progressing = orchestrator.isMakingProgress();
        List<String> missingRights = orchestrator.missingRights();
        Optional<String> problem = orchestrator.problem();
        HealthStatus status = orchestrator.isJoined() && problem.isEmpty() && progressing && missingRights.isEmpty()
                ? HealthStatus.UP
                : HealthStatus.DOWN;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("activeDocuments", orchestrator.activeDocuments());
        details.put("overdueAttempts", orchestrator.overdueAttempts());
        details.put("stepsGetOn", progressing);
        if (!missingRights.isEmpty()) {
            details.put("missingRights", missingRights);
        }
        problem.ifPresent(sentence -> details.put("problem", sentence));
        return HealthResult.builder("commands", status).details(details).build();
    }
}
