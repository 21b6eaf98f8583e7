package dev.stepfold.gateway.kafka;

import dev.stepfold.gateway.stream.LiveRelay;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Up when Kafka answers and the relay sees every event. Answers from known state, without a call to Kafka. */
@Singleton
final class KafkaHealth implements HealthIndicator {
    private final TopicMonitor monitor;
    private final LiveRelay relay;

    KafkaHealth(TopicMonitor monitor, LiveRelay relay) {
        this.monitor = monitor;
        this.relay = relay;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromSupplier(() -> {
            boolean reachable = monitor.isReachable();
            boolean positioned = relay.isPositioned();
            return HealthResult.builder("kafka", reachable && positioned ? HealthStatus.UP : HealthStatus.DOWN)
                    .details(Map.of("reachable", reachable, "relayPositioned", positioned))
                    .build();
        });
    }
}
