package dev.stepfold.orchestrator.whole;

import dev.stepfold.orchestrator.ArchiveSettings;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests of the whole orchestrator a broker in the test's own JVM, and for each test an orchestrator and a
 * document.
 */
@ExtendWith(KafkaClusterExtension.class)
abstract class OrchestratorTest {
    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    OrchestratorStage stage;

    @BeforeEach
    final void start() {
        stage = new OrchestratorStage(cluster, archive());
    }

    @AfterEach
    final void stop() {
        stage.close();
    }

    /** When documents go to the archive. */
    ArchiveSettings archive() {
        return ArchiveSettings.DEFAULT;
    }
}
