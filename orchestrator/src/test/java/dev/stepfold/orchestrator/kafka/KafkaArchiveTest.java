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
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
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
        awaitNoTopic();
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
    void bringsALogBackInATopicOfOursWhereTheClusterHasMadeOneByItself() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);
        // A producer that does not know the topic yet asks for it, and cannot tell the cluster not to create it.
        try (Producer<String, byte[]> late =
                new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
            await().atMost(TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> late.partitionsFor(KafkaNames.DEFAULT.document(documentId))
                                    .size()
                            == 1);
        }
        await().atMost(TIMEOUT).until(() -> topics.find(documentId).isPresent());

        await().atMost(TIMEOUT).until(() -> archive.restore(linked(restored(5)), TRACE, () -> true));

        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, KafkaNames.DEFAULT.document(documentId));
        assertThat(Objects.requireNonNull(admin.describeConfigs(List.of(topic))
                                .all()
                                .get()
                                .get(topic))
                        .get(TopicConfig.RETENTION_MS_CONFIG)
                        .value())
                .isEqualTo("-1");
        assertThat(reader.read(documentId, 0))
                .get()
                .satisfies(log -> assertThat(log.events()).startsWith(events.toArray(RecordedEvent[]::new)));
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
