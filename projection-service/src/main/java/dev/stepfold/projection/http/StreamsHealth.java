package dev.stepfold.projection.http;

import dev.stepfold.documentlog.connection.LastProblem;
import dev.stepfold.documentlog.rights.RightsWatch;
import dev.stepfold.projection.streams.StreamsSupervisor;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.reactivestreams.Publisher;

/**
 * Up while Kafka Streams is {@code RUNNING}; a rebalance counts as not ready. Where Kafka only does not answer, the states
 * are still served: then it is up and names the problem.
 */
@Singleton
final class StreamsHealth implements HealthIndicator {
    private final StreamsSupervisor supervisor;
    private final LastProblem problem;
    private final RightsWatch rights;

    StreamsHealth(StreamsSupervisor supervisor, LastProblem problem, RightsWatch rights) {
        this.rights = rights;
        this.problem = problem;
        this.supervisor = supervisor;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        KafkaStreams.State state = supervisor.state();
        List<String> missingRights = rights.sentences();
        HealthStatus status =
                state == KafkaStreams.State.RUNNING && missingRights.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", state.name());
        if (!missingRights.isEmpty()) {
            details.put("missingRights", missingRights);
        }
        problem.sentence().ifPresent(sentence -> details.put("problem", sentence));
        return Publishers.just(
                HealthResult.builder("kafka-streams", status).details(details).build());
    }
}
