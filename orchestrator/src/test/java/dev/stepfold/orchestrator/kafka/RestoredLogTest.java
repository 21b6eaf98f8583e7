package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.internal.FileRecords;
import org.junit.jupiter.api.Test;

/** Logs on their way back from the archive: what comes back is what went in, or nothing. */
class RestoredLogTest extends ArchiveStage {
    @Test
    void givesBackEveryRecordAsItWas() throws Exception {
        sealedLog();
        List<String> before = verbatim();
        archive.store(documentId);

        assertThat(archive.restore(linked(restored(5)), TRACE, () -> true)).isTrue();

        assertThat(verbatim().subList(0, 5)).isEqualTo(before);
        assertThat(reader.read(documentId, 5))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(restored(5)), 6L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void linksTheEventThatRestoredItToTheArchivedLog() throws Exception {
        sealedLog();
        archive.store(documentId);
        EncodedEvent restored = linked(restored(5));

        archive.restore(restored, TRACE, () -> true);

        List<EncodedEvent> records = reader.read(documentId, 0).orElseThrow().records();
        assertThat(records.getLast().previous()).isEqualTo(restored.previous());
        assertThat(Chain.START.then(records).isWhole()).isTrue();
    }

    @Test
    void givesBackALargeLogInOneBatch() throws Exception {
        // Given
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        byte[] noise = new byte[900_000];
        new Random(seed).nextBytes(noise);
        String incompressible = Base64.getEncoder().encodeToString(noise);
        createTopic();
        append(started());
        for (int part = 0; part < 12; part++) {
            append(event(
                    part + 1,
                    new AgentStep.Processing(
                            StepId.PROMPT_UNDERSTANDING,
                            incompressible.substring(part * 100_000, (part + 1) * 100_000),
                            1,
                            4)));
        }
        append(event(13, new DocumentArchive.Archived(new CommandId("archive-1"))));
        List<String> before = verbatim();
        assertThat(archive.refusal(documentId)).isEmpty();
        assertThat(archive.store(documentId)).isTrue();

        // When
        assertThat(archive.restore(linked(restored(14)), TRACE, () -> true)).isTrue();

        // Then
        assertThat(verbatim().subList(0, 14)).isEqualTo(before);
        assertThat(batchesOnDisk()).isEqualTo(1);
    }

    @Test
    void restoresNothingWhereItIsNotCertainWhoseTheDocumentIs() throws Exception {
        sealedLog();
        archive.store(documentId);
        awaitNoTopic();

        assertThatThrownBy(() -> archive.restore(linked(restored(5)), TRACE, () -> false))
                .isInstanceOf(LogUnavailableException.class);

        assertThat(topics.find(documentId)).isEmpty();
    }

    @Test
    void restoresNothingToATopicThatHasEvents() throws Exception {
        sealedLog();
        archive.store(documentId);
        archive.restore(linked(restored(5)), TRACE, () -> true);
        List<String> before = verbatim();

        assertThat(archive.restore(linked(restored(5)), TRACE, () -> true)).isFalse();

        assertThat(verbatim()).isEqualTo(before);
    }

    @Test
    void makesATopicAnewThatALateWriterSpoilt() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);
        createTopic();
        append(step(7));

        assertThat(archive.restore(linked(restored(5)), TRACE, () -> true)).isFalse();
        await().atMost(TIMEOUT).until(() -> archive.restore(linked(restored(5)), TRACE, () -> true));

        List<RecordedEvent> all = new ArrayList<>(events);
        all.add(restored(5));
        assertThat(reader.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(all, 6L, DocumentLogSlice.NONE_FORWARDED);
    }

    private List<String> verbatim() throws Exception {
        return reader.readVerbatim(documentId).orElseThrow().stream()
                .map(RestoredLogTest::verbatim)
                .toList();
    }

    private static String verbatim(ConsumerRecord<String, byte[]> record) {
        return record.offset() + " " + record.timestamp() + " " + record.key() + " "
                + Arrays.hashCode(record.value()) + " "
                + StreamSupport.stream(record.headers().spliterator(), false)
                        .map(header -> header.key() + "=" + Arrays.toString(header.value()))
                        .toList();
    }

    private long batchesOnDisk() throws Exception {
        String directory = admin.describeLogDirs(List.of(0)).allDescriptions().get().values().stream()
                .flatMap(directories -> directories.keySet().stream())
                .findFirst()
                .orElseThrow();
        File segment = new File(directory, KafkaNames.DEFAULT.document(documentId) + "-0/00000000000000000000.log");
        try (FileRecords records = FileRecords.open(segment)) {
            return StreamSupport.stream(records.batches().spliterator(), false).count();
        }
    }
}
