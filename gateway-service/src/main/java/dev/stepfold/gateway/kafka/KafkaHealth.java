package dev.stepfold.gateway.kafka;

import dev.stepfold.documentlog.connection.LastProblem;
import dev.stepfold.documentlog.rights.RightsWatch;
import dev.stepfold.gateway.stream.LiveRelay;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Up when Kafka answers, gives this user its rights, and the relay sees every event. Answers from known state, without a call to Kafka. */
@Singleton
final class KafkaHealth implements HealthIndicator {
    private final TopicMonitor monitor;
    private final LiveRelay relay;
    private final LastProblem problem;
    private final RightsWatch rights;

    KafkaHealth(TopicMonitor monitor, LiveRelay relay, LastProblem problem, RightsWatch rights) {
        this.rights = rights;
        this.problem = problem;
        this.monitor = monitor;
        this.relay = relay;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromSupplier(() -> {
            boolean reachable = monitor.isReachable();
            boolean positioned = relay.isPositioned();
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("reachable", reachable);
            details.put("relayPositioned", positioned);
            List<String> missingRights = rights.sentences();
            if (!missingRights.isEmpty()) {
                details.put("missingRights", missingRights);
            }
            problem.sentence().ifPresent(sentence -> details.put("problem", sentence));
            return HealthResult.builder(
                            "kafka",
                            reachable && positioned && missingRights.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
                    .details(details)
                    .build();
        });
    }
}
