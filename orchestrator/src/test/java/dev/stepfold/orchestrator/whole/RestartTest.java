package dev.stepfold.orchestrator.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Commands and restarts of the whole service. */
class RestartTest extends OrchestratorTest {
    @Test
    void continuesFromTheLastCompletedStepAfterARestartInTheMiddle() {
        String request = "Create a shop hold=restart";
        stage.send(stage.startRun(request));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.generator().finished(request, StepId.DECISION_MAKING) == 1);

        stage.stopOrchestrator();
        stage.startOrchestrator();
        stage.generator().letGo("restart");

        stage.awaitStatus(RunStatus.COMPLETED);
        assertThat(stage.generator().finished(request, StepId.DECISION_MAKING)).isZero();
        assertThat(stage.generator().finished(request, StepId.TECHNICAL_ANALYSIS))
                .isEqualTo(1);
        assertThat(stage.log())
                .isEqualTo(OrchestratorStage.withoutRepeats(stage.events(stage.read(KafkaNames.DEFAULT.stepEvents()))));
    }

    @Test
    void linksAllEventsAndForwardsThemWithTheirLinksAlsoAfterARestart() throws Exception {
        // Given
        String request = "Create a shop hold=links";
        stage.send(stage.startRun(request));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.generator().finished(request, StepId.DECISION_MAKING) == 1);

        // When
        stage.stopOrchestrator();
        stage.startOrchestrator();
        stage.generator().letGo("links");
        stage.awaitStatus(RunStatus.COMPLETED);

        // Then
        List<EncodedEvent> log = stage.linkedHistory();
        assertThat(log).extracting(EncodedEvent::previous).doesNotContain(Optional.empty());
        assertThat(Chain.START.then(log).isWhole()).isTrue();
        Map<String, Optional<ChainHash>> links = new HashMap<>();
        stage.records(KafkaNames.DEFAULT.document(stage.documentId()))
                .forEach(record -> links.put(new String(record.value(), UTF_8), Records.previous(record.headers())));
        assertThat(stage.records(KafkaNames.DEFAULT.stepEvents()))
                .hasSizeGreaterThanOrEqualTo(log.size())
                .allSatisfy(forwarded -> assertThat(links)
                        .containsEntry(new String(forwarded.value(), UTF_8), Records.previous(forwarded.headers())));
    }

    @Test
    void answersACommandThatIsDeliveredTwiceOnce() {
        stage.send(stage.startRun("Create a shop"));
        stage.send(stage.startRun("Create a shop"));

        stage.awaitStatus(RunStatus.COMPLETED);

        assertThat(stage.generator().finished("Create a shop", StepId.PROMPT_UNDERSTANDING))
                .isEqualTo(1);
    }

    @Test
    void leavesADocumentToItsOwner() {
        stage.send(stage.startRun("Create a shop"));
        stage.awaitStatus(RunStatus.COMPLETED);

        stage.send(
                new Command.Erase(stage.documentId(), new CommandId("erase-1"), new Owner("mallory"), Instant.now()));

        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(stage.log())
                        .last()
                        .satisfies(event -> assertThat(event.event())
                                .isInstanceOfSatisfying(
                                        CommandRejected.class,
                                        rejected -> assertThat(rejected.code()).isEqualTo(RejectionCode.NOT_OWNER))));
    }

    @Test
    void setsAnUnreadableCommandAsideAndContinues() {
        var _ = stage.producer()
                .send(new ProducerRecord<>(
                        KafkaNames.DEFAULT.commands(),
                        stage.documentId().value(),
                        "{\"type\":\"dance\"}".getBytes(UTF_8)));
        stage.send(stage.startRun("Create a shop"));

        stage.awaitStatus(RunStatus.COMPLETED);

        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(stage.read(KafkaNames.DEFAULT.deadLetters()))
                        .anySatisfy(letter -> {
                            assertThat(OrchestratorStage.header(letter, DeadLetter.REASON))
                                    .isEqualTo("unknown-type");
                            assertThat(OrchestratorStage.header(letter, DeadLetter.KEY))
                                    .isEqualTo(stage.documentId().value());
                        }));
    }
}
