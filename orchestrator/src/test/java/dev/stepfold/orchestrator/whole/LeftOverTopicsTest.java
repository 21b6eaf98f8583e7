package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * On a cluster that creates topics by itself, as Kafka does by default: somebody who asks for a document's topic that was
 * deleted brings it back, with settings by which its records would be lost.
 */
class LeftOverTopicsTest extends OrchestratorTest {
    @Override
    ArchiveSettings archive() {
        return new ArchiveSettings(Duration.ofSeconds(1), ArchiveSettings.DEFAULT.documentsMax());
    }

    @Test
    void ofAnErasedDocumentIsDeletedAndOfOneThatIsBegunAgainReplaced() throws Exception {
        // Given
        stage.send(stage.startRun("Create a shop"));
        stage.awaitStatus(RunStatus.COMPLETED);
        stage.send(stage.erase("erase-1"));
        await().atMost(OrchestratorStage.LONG).until(() -> stage.tombstones(KafkaNames.DEFAULT.stepEvents()) == 1);

        // When
        stage.stopOrchestrator();
        bringBack();
        stage.startOrchestrator();

        // Then
        await().atMost(OrchestratorStage.LONG).until(() -> !stage.exists(topic()));
        assertThat(stage.tombstones(KafkaNames.DEFAULT.stepEvents())).isOne();

        // When
        bringBack();
        stage.send(stage.startRun("Create a library"));

        // Then
        await().atMost(OrchestratorStage.LONG)
                .ignoreExceptions()
                .until(() -> retention().equals("-1"));
        stage.awaitArchived();
    }

    @Test
    void ofAnArchivedDocumentIsDeletedAndOfOneThatComesBackReplaced() throws Exception {
        // Given
        stage.send(stage.startRun("Create a shop"));
        stage.awaitArchived();
        List<RecordedEvent> before = stage.history();

        // When
        stage.stopOrchestrator();
        bringBack();
        stage.startOrchestrator();

        // Then
        await().atMost(OrchestratorStage.LONG).until(() -> !stage.exists(topic()));
        assertThat(stage.history()).isEqualTo(before);

        // When
        bringBack();
        stage.send(stage.changeRequest("Add a till"));

        // Then
        await().atMost(OrchestratorStage.LONG)
                .ignoreExceptions()
                .until(() -> retention().equals("-1"));
        await().atMost(OrchestratorStage.LONG).until(() -> stage.history().size() > before.size());
        assertThat(stage.history()).startsWith(before.toArray(RecordedEvent[]::new));
    }

    private String topic() {
        return KafkaNames.DEFAULT.document(stage.documentId());
    }

    /** A producer that does not know the topic yet asks for it, and cannot tell the cluster not to create it. */
    private void bringBack() {
        try (Producer<String, byte[]> late = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            await().atMost(OrchestratorStage.LONG)
                    .ignoreExceptions()
                    .until(() -> late.partitionsFor(topic()).size() == 1);
        }
    }

    /** How long the records of the document's topic are kept; empty if it has none. */
    private String retention() throws Exception {
        if (!stage.exists(topic())) {
            return "";
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic());
        try (Admin admin = stage.admin()) {
            return Objects.requireNonNull(
                            admin.describeConfigs(List.of(resource)).all().get().get(resource))
                    .get(TopicConfig.RETENTION_MS_CONFIG)
                    .value();
        }
    }
}
