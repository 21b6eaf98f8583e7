package dev.stepfold.documentlog;

import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import org.junit.jupiter.api.extension.ExtendWith;

/** Against a broker in the test's own JVM. */
@ExtendWith(KafkaClusterExtension.class)
class EmbeddedDocumentLogTest extends DocumentLogContract {
    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    @Override
    String bootstrapServers() {
        return cluster.getBootstrapServers();
    }
}
