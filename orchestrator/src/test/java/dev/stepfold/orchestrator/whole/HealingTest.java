package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.RunStatus;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log that lost its end while no orchestrator ran. It is cut by making its topic anew with its first records, which
 * leaves what a power cut leaves.
 */
class HealingTest extends OrchestratorTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 20})
    void aFinishedLogThatLostItsEndIsWholeAgainWithoutACommandAndWithoutRunningAStepAgain(int kept) throws Exception {
        stage.send(stage.startRun("Create a shop"));
        stage.awaitStatus(RunStatus.COMPLETED);
        List<RecordedEvent> whole = stage.log();
        stage.stopOrchestrator();
        cutTheLog(kept);

        stage.startOrchestrator();

        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(stage.log()).isEqualTo(whole));
        assertThat(StepId.values()).allMatch(step -> stage.generator().finished("Create a shop", step) == 0);
    }

    @Test
    void aRunInFlightThatLostItsEndGoesOnFromItsLastResult() throws Exception {
        String request = "Create a shop hold=cut";
        stage.send(stage.startRun(request));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.forwarded().stream()
                        .anyMatch(event -> event.event() instanceof AgentStep.Complete complete
                                && complete.step() == StepId.DECISION_MAKING));
        stage.stopOrchestrator();
        cutTheLog(2);

        stage.startOrchestrator();
        stage.generator().letGo("cut");

        stage.awaitStatus(RunStatus.COMPLETED);
        assertThat(stage.generator().finished(request, StepId.PROMPT_UNDERSTANDING))
                .isZero();
        assertThat(stage.generator().finished(request, StepId.DECISION_MAKING)).isZero();
        assertThat(stage.log()).isEqualTo(stage.forwarded());
    }

    private void cutTheLog(int kept) throws Exception {
        String topic = KafkaNames.DEFAULT.document(stage.documentId());
        List<ConsumerRecord<String, byte[]>> records = stage.records(topic);
        try (Admin admin = stage.admin();
                DocumentTopics topics = new DocumentTopics(admin, KafkaNames.DEFAULT, new TopicLayout(1, (short) 1))) {
            Uuid before = topics.find(stage.documentId()).orElseThrow();
            topics.delete(stage.documentId(), before);
            await().atMost(OrchestratorStage.LONG).until(() -> !stage.exists(topic));
            topics.create(stage.documentId());
        }
        for (ConsumerRecord<String, byte[]> record : records.subList(0, kept)) {
            var _ = stage.producer()
                    .send(new ProducerRecord<>(
                            topic, 0, record.timestamp(), record.key(), record.value(), record.headers()))
                    .get();
        }
    }
}
