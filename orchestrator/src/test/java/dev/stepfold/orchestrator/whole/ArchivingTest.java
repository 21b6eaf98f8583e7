package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Documents that go to the archive because they are idle, through the whole service. */
class ArchivingTest extends OrchestratorTest {
    @Override
    ArchiveSettings archive() {
        return new ArchiveSettings(Duration.ofSeconds(1), ArchiveSettings.DEFAULT.documentsMax());
    }

    @Test
    void archivesACompletedRun() {
        stage.send(stage.startRun("Create a shop"));

        stage.awaitArchived();

        List<RecordedEvent> history = stage.history();
        assertThat(history.getLast().event()).isInstanceOf(DocumentArchive.Archived.class);
        assertThat(DocumentFold.fold(stage.documentId(), history).status()).isEqualTo(RunStatus.COMPLETED);
        assertContinuous(history);
        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(stage.forwarded()).isEqualTo(history));
    }

    @Test
    void archivesAFailedRun() {
        stage.send(stage.startRun("Create a shop fail=4"));

        stage.awaitArchived();

        assertThat(DocumentFold.fold(stage.documentId(), stage.history()).status())
                .isEqualTo(RunStatus.FAILED);
    }

    @Test
    void leavesAnActiveRunAlone() {
        // Given
        String hold = "held-" + stage.documentId();
        String request = "Create a shop hold=" + hold;
        stage.send(stage.startRun(request));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.generator().finished(request, StepId.DECISION_MAKING) == 1);

        // When
        completesAndIsArchived();

        // Then
        assertNotRequested();
        stage.generator().letGo(hold);
        stage.awaitArchived();
        assertContinuous(stage.history());
    }

    @Test
    void leavesARunAloneThatWaitsForItsNextAttempt() {
        // Given
        stage.send(stage.startRun("Create a shop busy=300"));
        await().atMost(OrchestratorStage.LONG)
                .until(() -> !DocumentFold.fold(stage.documentId(), stage.forwarded())
                        .stepAttempts()
                        .isEmpty());

        // When
        completesAndIsArchived();

        // Then
        assertNotRequested();
        assertThat(DocumentFold.fold(stage.documentId(), stage.log()).status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void completesAChangeOfAnArchivedDocumentAndArchivesItAgain() {
        // Given
        String first = "Create a shop of " + stage.documentId();
        stage.send(stage.startRun(first));
        stage.awaitArchived();
        List<RecordedEvent> before = stage.history();

        // When
        String change = "Add a till to " + stage.documentId();
        stage.send(stage.changeRequest(change));

        // Then
        await().atMost(OrchestratorStage.LONG)
                .until(() -> stage.history().stream()
                                .filter(event -> event.event() instanceof DocumentArchive.Archived)
                                .count()
                        == 2);
        stage.awaitArchived();
        List<RecordedEvent> after = stage.history();
        assertThat(after).startsWith(before.toArray(RecordedEvent[]::new));
        assertThat(after.get(before.size()).event()).isInstanceOf(DocumentArchive.Restored.class);
        assertContinuous(after);
        DocumentState state = DocumentFold.fold(stage.documentId(), after);
        assertThat(state.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(state.request()).isEqualTo(change);
        await().atMost(OrchestratorStage.LONG)
                .untilAsserted(() -> assertThat(stage.forwarded()).isEqualTo(after));
        for (StepId step : StepId.values()) {
            assertThat(stage.generator().finished(first, step)).isEqualTo(1);
            assertThat(stage.generator().finished(change, step)).isEqualTo(1);
        }
    }

    /**
     * Completes another document, which comes to rest after the last write to the stage's document, and waits until it
     * is archived.
     */
    private void completesAndIsArchived() {
        DocumentId other = new DocumentId(UUID.randomUUID().toString());
        stage.send(stage.startRun(other, "Create a library"));
        stage.awaitArchived(other);
    }

    private void assertNotRequested() {
        assertThat(stage.exists(KafkaNames.DEFAULT.document(stage.documentId())))
                .isTrue();
        assertThat(stage.records(KafkaNames.DEFAULT.commands())).hasSize(1);
        assertThat(stage.log())
                .noneSatisfy(event -> assertThat(event.event()).isInstanceOf(DocumentArchive.Archived.class));
    }

    private static void assertContinuous(List<RecordedEvent> history) {
        for (int sequence = 0; sequence < history.size(); sequence++) {
            assertThat(history.get(sequence).sequence()).isEqualTo(sequence);
        }
    }
}
