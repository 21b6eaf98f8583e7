package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Documents that go to the archive by command only, through the whole service. */
class ArchiveCommandTest extends OrchestratorTest {
    @Override
    ArchiveSettings archive() {
        return new ArchiveSettings(Duration.ZERO, ArchiveSettings.DEFAULT.documentsMax());
    }

    @Test
    void archivesByCommandOnce() {
        complete();

        stage.send(stage.archive("archive-1"));
        stage.awaitArchived();
        stage.send(stage.archive("archive-1"));
        stage.send(stage.archive("archive-2"));
        stage.send(stage.changeRequest("Add a till"));
        stage.awaitStatus(RunStatus.COMPLETED);

        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(
                        () -> assertThat(stage.history().getLast().event().answeredCommand())
                                .isEmpty());
        assertThat(archivings()).containsExactly(archived("archive-1"), restored("change-" + stage.documentId()));
        assertThat(stage.exists(KafkaNames.DEFAULT.document(stage.documentId())))
                .isTrue();
    }

    @Test
    void refusesToArchiveWhileARunIsActive() {
        String hold = "held-" + stage.documentId();
        stage.send(stage.startRun("Create a shop hold=" + hold));

        stage.send(stage.archive("archive-1"));

        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(stage.log())
                        .anySatisfy(event -> assertThat(event.event())
                                .isInstanceOfSatisfying(CommandRejected.class, rejected -> {
                                    assertThat(rejected.commandId()).isEqualTo(new CommandId("archive-1"));
                                    assertThat(rejected.code()).isEqualTo(RejectionCode.RUN_ACTIVE);
                                })));
        stage.generator().letGo(hold);
        stage.awaitStatus(RunStatus.COMPLETED);
        assertThat(archivings()).isEmpty();
    }

    @Test
    void erasesAnArchivedDocumentAndRecreatesIt() {
        // Given
        complete();
        stage.send(stage.archive("archive-1"));
        stage.awaitArchived();

        // When
        stage.send(stage.erase("erase-1"));

        // Then
        await().atMost(OrchestratorStage.LONG).until(() -> stage.tombstones(KafkaNames.DEFAULT.stepEvents()) == 1);
        assertThat(stage.exists(KafkaNames.DEFAULT.document(stage.documentId())))
                .isFalse();
        assertThat(stage.isKeptIn(KafkaNames.DEFAULT.documentArchive())).isFalse();
        assertThat(stage.isKeptIn(KafkaNames.DEFAULT.archivedDocuments())).isFalse();
        assertThat(stage.records(KafkaNames.DEFAULT.documentArchive()))
                .last()
                .matches(record -> record.value() == null);

        // When
        stage.send(stage.startRun("Create a library"));

        // Then
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.exists(KafkaNames.DEFAULT.document(stage.documentId()))
                        && DocumentFold.fold(stage.documentId(), stage.log()).status() == RunStatus.COMPLETED);
        assertThat(stage.log().getFirst().sequence()).isZero();
        assertThat(archivings()).isEmpty();
    }

    @Test
    void finishesTheCopyAfterARestartWhenTheCommandIsRepeated() {
        complete();
        List<RecordedEvent> sealed = sealWhileTheServiceIsDown();

        stage.send(stage.archive("archive-1"));
        stage.startOrchestrator();

        stage.awaitArchived();
        assertThat(stage.history()).isEqualTo(sealed);
    }

    @Test
    void finishesTheCopyAfterARestartBeforeAChange() {
        complete();
        List<RecordedEvent> sealed = sealWhileTheServiceIsDown();

        stage.send(stage.changeRequest("Add a till"));
        stage.startOrchestrator();

        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(DocumentFold.fold(stage.documentId(), stage.history())
                                .request())
                        .isEqualTo("Add a till"));
        stage.awaitStatus(RunStatus.COMPLETED);
        List<RecordedEvent> history = stage.history();
        assertThat(history).startsWith(sealed.toArray(RecordedEvent[]::new));
        assertThat(archivings()).containsExactly(archived("archive-1"), restored("change-" + stage.documentId()));
        assertThat(stage.isKeptIn(KafkaNames.DEFAULT.documentArchive())).isTrue();
        assertThat(stage.forwarded()).isEqualTo(history);
        assertThat(stage.generator().finished("Create a shop", StepId.PROMPT_UNDERSTANDING))
                .isZero();
    }

    private void complete() {
        stage.send(stage.startRun("Create a shop"));
        stage.awaitStatus(RunStatus.COMPLETED);
    }

    /** Leaves the log as if the service was stopped after the seal and before the copy. */
    private List<RecordedEvent> sealWhileTheServiceIsDown() {
        stage.stopOrchestrator();
        List<RecordedEvent> log = stage.log();
        RecordedEvent seal = new RecordedEvent(
                stage.documentId(),
                Objects.requireNonNull(log.getLast().runId()),
                log.size(),
                Instant.now(),
                archived("archive-1"));
        var _ = stage.producer().send(Records.forDocument(KafkaNames.DEFAULT, seal, OrchestratorStage.TRACE));
        stage.producer().flush();
        return stage.log();
    }

    private List<DocumentEvent> archivings() {
        return stage.history().stream()
                .map(RecordedEvent::event)
                .filter(event -> event instanceof DocumentArchive)
                .toList();
    }

    private static DocumentEvent archived(String commandId) {
        return new DocumentArchive.Archived(new CommandId(commandId));
    }

    private static DocumentEvent restored(String commandId) {
        return new DocumentArchive.Restored(new CommandId(commandId));
    }
}
