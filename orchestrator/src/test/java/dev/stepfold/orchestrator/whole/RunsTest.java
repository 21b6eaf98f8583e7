package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Runs and their retries, through the whole service. */
class RunsTest extends OrchestratorTest {
    @Test
    void runsAllSixStepsAndForwardsEveryEvent() {
        stage.send(stage.startRun("Create a shop"));

        stage.awaitStatus(RunStatus.COMPLETED);

        List<ConsumerRecord<String, byte[]>> log = stage.read(KafkaNames.DEFAULT.document(stage.documentId()));
        List<ConsumerRecord<String, byte[]>> feed = stage.read(KafkaNames.DEFAULT.stepEvents());
        assertThat(stage.events(log)).isEqualTo(stage.events(feed));
        assertThat(log).allSatisfy(record -> {
            assertThat(OrchestratorStage.header(record, CloudEventHeaders.SEQUENCE))
                    .isEqualTo(Long.toString(record.offset()));
            assertThat(OrchestratorStage.header(record, CloudEventHeaders.SUBJECT))
                    .isEqualTo(stage.documentId().value());
            assertThat(OrchestratorStage.header(record, Traceparent.HEADER)).isEqualTo(OrchestratorStage.TRACE.value());
        });
        for (StepId step : StepId.values()) {
            assertThat(stage.generator().finished("Create a shop", step)).isEqualTo(1);
        }
    }

    @Test
    void retriesAFailedAttemptUntilItSucceeds() {
        stage.send(stage.startRun("Create a shop fail=2"));

        stage.awaitStatus(RunStatus.COMPLETED);

        assertThat(stage.generator().finished("Create a shop fail=2", StepId.TECHNICAL_ANALYSIS))
                .isEqualTo(1);
    }

    @Test
    void keepsAResultThatIsAlmostTooLargeForTheLog() {
        stage.send(stage.startRun("Create a shop size=890000"));

        stage.awaitStatus(RunStatus.COMPLETED);

        assertThat(stage.read(KafkaNames.DEFAULT.document(stage.documentId())))
                .anySatisfy(record -> assertThat(record.serializedValueSize()).isGreaterThan(890_000));
    }

    @Test
    void failsAStepWithoutRetryIfItsResultIsTooLargeForTheLog() {
        stage.send(stage.startRun("Create a shop size=910000"));

        stage.awaitStatus(RunStatus.FAILED);

        RunError error = Objects.requireNonNull(
                DocumentFold.fold(stage.documentId(), stage.log()).error());
        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("900000 bytes compressed");
        assertThat(error.attempt()).isEqualTo(1);
    }

    @Test
    void cancelsAStepInFlight() {
        stage.send(stage.startRun("Create a shop hold=forever"));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.generator().finished("Create a shop hold=forever", StepId.DECISION_MAKING) == 1);

        stage.send(new Command.Cancel(
                stage.documentId(), new CommandId("cancel-" + stage.documentId()), Owner.LOCAL, Instant.now(), null));

        stage.awaitStatus(RunStatus.CANCELLED);
    }
}
