package dev.stepfold.orchestrator.service;

import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every test of the whole service has: a broker in the test's own JVM, and for each test a service and a document. */
@ExtendWith(KafkaClusterExtension.class)
abstract class ServiceTest {
    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    OrchestratorStage stage;

    @BeforeEach
    final void start() {
        stage = new OrchestratorStage(cluster, settings());
    }

    @AfterEach
    final void stop() {
        stage.close();
    }

    /** What differs from the service's defaults. */
    Map<String, Object> settings() {
        return Map.of();
    }
}
