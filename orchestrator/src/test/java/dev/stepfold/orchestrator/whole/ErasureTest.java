package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.RunStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Erasures, through the whole service. */
class ErasureTest extends OrchestratorTest {
    @Test
    void erasesADocumentInTheMiddleOfAStepAndRecreatesIt() {
        // Given
        String request = "Create a shop hold=erased-" + stage.documentId();
        stage.send(stage.startRun(request));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.generator().finished(request, StepId.DECISION_MAKING) == 1);

        // When
        stage.send(stage.erase("erase-1"));

        // Then
        await().atMost(OrchestratorStage.LONG).until(() -> stage.tombstones(KafkaNames.DEFAULT.stepEvents()) == 1);
        assertThat(stage.isKeptIn(KafkaNames.DEFAULT.documentArchive())).isFalse();
        assertThat(stage.exists(KafkaNames.DEFAULT.document(stage.documentId())))
                .isFalse();

        // When
        stage.send(stage.startRun("Create a library"));

        // Then
        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(DocumentFold.fold(stage.documentId(), stage.log())
                                .status())
                        .isEqualTo(RunStatus.COMPLETED));
        assertThat(stage.log().getFirst().sequence()).isZero();
        assertThat(stage.generator().finished(request, StepId.TECHNICAL_ANALYSIS))
                .isZero();
    }

    @Test
    void finishesAnErasureAfterARestartBetweenTheDeletionAndTheTombstone() throws Exception {
        // Given
        String request = "Create a shop hold=restart-" + stage.documentId();
        stage.send(stage.startRun(request));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.generator().finished(request, StepId.DECISION_MAKING) == 1);
        stage.stopOrchestrator();
        try (Admin admin = stage.admin()) {
            admin.deleteTopics(List.of(KafkaNames.DEFAULT.document(stage.documentId())))
                    .all()
                    .get();
            commitPastTheFirstCommandOfEveryPartition(admin);
        }

        // When
        stage.send(stage.erase("erase-1"));
        stage.startOrchestrator();

        // Then
        await().atMost(OrchestratorStage.LONG).until(() -> stage.tombstones(KafkaNames.DEFAULT.stepEvents()) == 1);
        assertThat(stage.exists(KafkaNames.DEFAULT.document(stage.documentId())))
                .isFalse();
        assertThat(stage.generator().finished(request, StepId.PROMPT_UNDERSTANDING))
                .isZero();
    }

    /** As the partition's owner does before it deletes a topic: commits the commands before the erasure as finished. */
    private static void commitPastTheFirstCommandOfEveryPartition(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        TopicDescription commands = Objects.requireNonNull(admin.describeTopics(List.of(KafkaNames.DEFAULT.commands()))
                .allTopicNames()
                .get()
                .get(KafkaNames.DEFAULT.commands()));
        for (TopicPartitionInfo partition : commands.partitions()) {
            latest.put(new TopicPartition(KafkaNames.DEFAULT.commands(), partition.partition()), OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
        await().atMost(OrchestratorStage.LONG).ignoreExceptions().until(() -> {
            admin.alterConsumerGroupOffsets("stepfold-orchestrator", ends).all().get();
            return true;
        });
    }
}
