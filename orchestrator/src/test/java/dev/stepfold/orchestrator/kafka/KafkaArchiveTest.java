package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Logs on their way to the archive. */
class KafkaArchiveTest extends ArchiveStage {
    @Test
    void keepsALogThatIsSealedAndDeletesItsTopic() throws Exception {
        List<RecordedEvent> events = sealedLog();

        assertThat(archive.store(documentId)).isTrue();

        assertThat(archive.find(documentId))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(events, 5L, DocumentLogSlice.NONE_FORWARDED);
        assertThat(topics.find(documentId)).isEmpty();
        assertThat(new KeptLogs(reader, kept).read(documentId, 2, 5))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(events.subList(1, 3), 5L, DocumentLogSlice.NONE_FORWARDED);
        assertThat(new KeptLogs(reader, kept).read(documentId, 7))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(), 5L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void keepsItAgainWithoutHarm() throws Exception {
        List<RecordedEvent> events = sealedLog();

        assertThat(archive.store(documentId)).isTrue();
        assertThat(archive.store(documentId)).isTrue();

        assertThat(archive.find(documentId))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(events, 5L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void doesNotKeepALogThatIsNotSealed() throws Exception {
        createTopic();
        append(started(), step(1));

        assertThat(archive.store(documentId)).isFalse();

        assertThat(archive.find(documentId)).isEmpty();
        assertThat(topics.find(documentId)).isPresent();
    }

    @Test
    void refusesALogThatIsTooLarge() throws Exception {
        createTopic();
        append(started());
        for (int part = 0; part < 10; part++) {
            append(event(part + 1, new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "x".repeat(900_000), 1, 4)));
        }

        assertThat(archive.refusal(documentId)).get().asString().contains("too large");
    }

    @Test
    void refusesMoreDocumentsThanItIsSetUpFor() throws Exception {
        sealedLog();
        archive.store(documentId);
        assertThat(archive.find(documentId)).isPresent();

        DocumentId another = new DocumentId(UUID.randomUUID().toString());
        assertThat(archive(1).refusal(another)).get().isEqualTo("The archive is full; its limit is 1 documents");
        assertThat(archive(1).refusal(documentId)).isEmpty();
    }

    @Test
    void writesNothingForAWriterThatIsFenced() throws Exception {
        ArchivedLog log = log();
        try (FencedArchiveWriter earlier =
                        new FencedArchiveWriter.Factory(KafkaConnection.of(connection)).open(documentId);
                FencedArchiveWriter later =
                        new FencedArchiveWriter.Factory(KafkaConnection.of(connection)).open(documentId)) {
            assertThatThrownBy(() -> earlier.write(log)).isInstanceOf(LogUnavailableException.class);
            assertThat(archive.find(documentId)).isEmpty();

            later.write(log);
        }
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(kept.find(documentId)).contains(log));
    }

    @Test
    void isReadWholeByAProcessThatStarts() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);

        try (ArchiveIndex fresh = new ArchiveIndex(KafkaConnection.of(connection), TIMEOUT);
                ArchiveReader late = new ArchiveReader(KafkaConnection.of(connection), fresh, 1, TIMEOUT)) {
            fresh.start();
            assertThat(late.read(documentId, 0, 9))
                    .get()
                    .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                    .containsExactly(events, 5L, DocumentLogSlice.NONE_FORWARDED);
        }
    }

    private ArchivedLog log() throws Exception {
        sealedLog();
        return LogCopy.of(documentId, reader.readVerbatim(documentId).orElseThrow(), NOW);
    }
}
