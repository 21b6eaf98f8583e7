package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Documents that are erased, with what is archived of them. */
class ErasedLogTest extends ArchiveStage {
    @Test
    void erasesTopicAndArchivedLog() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);
        archive.restore(linked(restored(5)), TRACE, () -> true);
        KafkaDocumentLog log =
                new KafkaDocumentLog(topics, reader, producers(), KafkaNames.DEFAULT, InstantSource.system());

        assertThat(archive.erase(documentId, events.getFirst(), log.prepareDeletion(documentId)))
                .isPresent();

        assertThat(new KeptLogs(reader, kept).read(documentId, 0)).isEmpty();
        assertThat(archive.erase(documentId, events.getFirst(), log.prepareDeletion(documentId)))
                .isEmpty();
    }

    @Test
    void showsNoEarlierVersionWhileItIsErased() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);
        archive.restore(linked(restored(5)), TRACE, () -> true);
        List<Optional<DocumentLogSlice>> seen = new ArrayList<>();

        archive.erase(documentId, events.getFirst(), () -> {
            seen.add(archive.find(documentId));
            return Optional.empty();
        });

        assertThat(seen).containsExactly(Optional.empty());
    }

    @Test
    void tellsWhenTheTopicWasDeletedAlsoWhereItIsAskedAgain() throws Exception {
        createTopic();
        append(started());
        DocumentLog.Deletion deletion = new KafkaDocumentLog(
                        topics, reader, producers(), KafkaNames.DEFAULT, InstantSource.system())
                .prepareDeletion(documentId);

        Optional<Instant> first = deletion.carryOut();

        assertThat(first).isPresent();
        assertThat(deletion.carryOut()).isEqualTo(first);
    }

    @Test
    void givesTheRightBackWhereItIsInterrupted() throws Exception {
        List<RecordedEvent> events = sealedLog();

        assertThatThrownBy(() -> archive.erase(documentId, events.getFirst(), () -> {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }))
                .isInstanceOf(LogUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(archive.store(documentId)).isTrue();
    }

    @Test
    void doesNotEraseWhatWasArchivedOfADocumentMadeLater() throws Exception {
        sealedLog();
        archive.store(documentId);
        RecordedEvent earlier = new RecordedEvent(
                documentId,
                new RunId("run-0"),
                0,
                NOW.minusSeconds(60),
                started().event());

        archive.erase(documentId, earlier, Optional::empty);

        assertThat(archive.find(documentId)).isPresent();
    }

    private TopicProducers producers() {
        return new TopicProducers(() -> producer, 1, 1, InstantSource.system());
    }
}
