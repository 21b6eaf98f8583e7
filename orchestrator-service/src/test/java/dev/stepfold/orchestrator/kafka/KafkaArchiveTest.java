package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.KeptLogs;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logs on their way to the archive and back, against a real broker. */
@ExtendWith(KafkaClusterExtension.class)
class KafkaArchiveTest {
    private static final TopicLayout LAYOUT = new TopicLayout(3, (short) 1);
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    private Map<String, Object> connection;
    private Admin admin;
    private Producer<String, byte[]> producer;
    private DocumentTopics topics;
    private DocumentLogReader reader;
    private ArchiveIndex index;
    private ArchiveReader kept;
    private KafkaArchive archive;

    @BeforeEach
    void connect() throws Exception {
        connection = Map.of("bootstrap.servers", cluster.getBootstrapServers());
        admin = Admin.create(connection);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        topics = new DocumentTopics(admin, LAYOUT);
        SharedTopics.ensure(admin, LAYOUT);
        reader = new DocumentLogReader(connection, 2, TIMEOUT, new DeadLetters(producer, "test"));
        index = new ArchiveIndex(connection, TIMEOUT);
        index.start();
        kept = new ArchiveReader(connection, index, 2, TIMEOUT);
        archive = archive(100);
    }

    @AfterEach
    void disconnect() {
        kept.close();
        index.close();
        reader.close();
        topics.close();
        producer.close();
        admin.close();
    }

    @Test
    void keepsALogThatIsSealedAndDeletesItsTopic() throws Exception {
        List<RecordedEvent> events = sealedLog();

        assertThat(archive.store(documentId)).isTrue();

        assertThat(archive.find(documentId)).contains(new DocumentLogSlice(events, 5));
        assertThat(topics.find(documentId)).isEmpty();
        assertThat(new KeptLogs(reader, kept).read(documentId, 2, 5))
                .contains(new DocumentLogSlice(events.subList(1, 3), 5));
        assertThat(new KeptLogs(reader, kept).read(documentId, 7)).contains(new DocumentLogSlice(List.of(), 5));
    }

    @Test
    void keepsItAgainWithoutHarm() throws Exception {
        List<RecordedEvent> events = sealedLog();

        assertThat(archive.store(documentId)).isTrue();
        assertThat(archive.store(documentId)).isTrue();

        assertThat(archive.find(documentId)).contains(new DocumentLogSlice(events, 5));
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
    void givesBackEveryRecordAsItWas() throws Exception {
        sealedLog();
        List<String> before = verbatim();
        archive.store(documentId);

        assertThat(archive.restore(restored(5), TRACE, () -> true)).isTrue();

        assertThat(verbatim().subList(0, 5)).isEqualTo(before);
        assertThat(reader.read(documentId, 5)).contains(new DocumentLogSlice(List.of(restored(5)), 6));
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
        assertThat(archive.restore(restored(14), TRACE, () -> true)).isTrue();

        // Then
        assertThat(verbatim().subList(0, 14)).isEqualTo(before);
        assertThat(batchesOnDisk()).isEqualTo(1);
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
        assertThat(archive(1).refusal(another)).get().asString().contains("as many documents");
        assertThat(archive(1).refusal(documentId)).isEmpty();
    }

    @Test
    void writesNothingForWhoeverHadTheRightBefore() throws Exception {
        ArchivedLog log = log();
        try (ArchiveEpoch earlier = new ArchiveEpoch.Taker(connection).take(documentId);
                ArchiveEpoch later = new ArchiveEpoch.Taker(connection).take(documentId)) {
            assertThatThrownBy(() -> earlier.write(log)).isInstanceOf(LogUnavailableException.class);
            assertThat(archive.find(documentId)).isEmpty();

            later.write(log);
        }
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(kept.find(documentId)).contains(log));
    }

    @Test
    void restoresNothingWhereItIsNotCertainWhoseTheDocumentIs() throws Exception {
        sealedLog();
        archive.store(documentId);

        assertThatThrownBy(() -> archive.restore(restored(5), TRACE, () -> false))
                .isInstanceOf(LogUnavailableException.class);

        assertThat(topics.find(documentId)).isEmpty();
    }

    @Test
    void restoresNothingToATopicThatHasEvents() throws Exception {
        sealedLog();
        archive.store(documentId);
        archive.restore(restored(5), TRACE, () -> true);
        List<String> before = verbatim();

        assertThat(archive.restore(restored(5), TRACE, () -> true)).isFalse();

        assertThat(verbatim()).isEqualTo(before);
    }

    @Test
    void makesATopicAnewThatALateWriterSpoilt() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);
        createTopic();
        append(step(7));

        assertThat(archive.restore(restored(5), TRACE, () -> true)).isFalse();
        await().atMost(TIMEOUT).until(() -> archive.restore(restored(5), TRACE, () -> true));

        List<RecordedEvent> all = new ArrayList<>(events);
        all.add(restored(5));
        assertThat(reader.read(documentId, 0)).contains(new DocumentLogSlice(all, 6));
    }

    @Test
    void erasesTopicAndArchivedLog() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);
        archive.restore(restored(5), TRACE, () -> true);
        KafkaDocumentLog log = new KafkaDocumentLog(topics, reader, producer, InstantSource.system());

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
        archive.restore(restored(5), TRACE, () -> true);
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
        DocumentLog.Deletion deletion =
                new KafkaDocumentLog(topics, reader, producer, InstantSource.system()).prepareDeletion(documentId);

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

    @Test
    void isReadWholeByAProcessThatStarts() throws Exception {
        List<RecordedEvent> events = sealedLog();
        archive.store(documentId);

        try (ArchiveIndex fresh = new ArchiveIndex(connection, TIMEOUT);
                ArchiveReader late = new ArchiveReader(connection, fresh, 1, TIMEOUT)) {
            fresh.start();
            assertThat(late.read(documentId, 0, 9)).contains(new DocumentLogSlice(events, 5));
        }
    }

    /** Two events, a fenced write, a record that is no event and has no key, and the seal. */
    private List<RecordedEvent> sealedLog() throws Exception {
        createTopic();
        RecordedEvent seal = event(4, new DocumentArchive.Archived(new CommandId("archive-1")));
        append(started(), step(0), step(2));
        ProducerRecord<String, byte[]> foreign =
                new ProducerRecord<>(Topics.document(documentId), 0, null, new byte[] {(byte) 0xff, 0, 10});
        foreign.headers().add("note", null).add("note", new byte[] {(byte) 0xfe});
        producer.send(foreign).get();
        append(seal);
        return List.of(started(), step(2), seal);
    }

    private ArchivedLog log() throws Exception {
        sealedLog();
        return LogCopy.of(documentId, reader.readVerbatim(documentId).orElseThrow(), NOW);
    }

    private KafkaArchive archive(int documentsMax) {
        return new KafkaArchive(connection, topics, reader, kept, index, documentsMax, InstantSource.system());
    }

    /** Kafka answers a creation before every broker knows of it. */
    private void createTopic() throws Exception {
        topics.create(documentId);
        await().atMost(TIMEOUT).until(() -> reader.read(documentId, 0).isPresent());
    }

    private void append(RecordedEvent... events) throws Exception {
        for (RecordedEvent event : events) {
            producer.send(Records.forDocument(event, TRACE)).get();
        }
    }

    private List<String> verbatim() throws Exception {
        return reader.readVerbatim(documentId).orElseThrow().stream()
                .map(KafkaArchiveTest::verbatim)
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
        File segment = new File(directory, Topics.document(documentId) + "-0/00000000000000000000.log");
        try (FileRecords records = FileRecords.open(segment)) {
            return StreamSupport.stream(records.batches().spliterator(), false).count();
        }
    }

    private RecordedEvent started() {
        return event(
                0,
                new AgentRun.Started(new CommandId("start-1"), Owner.LOCAL, "Create a shop", RunOptions.DEFAULT, null));
    }

    private RecordedEvent step(long sequence) {
        return event(sequence, new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "message", 1, 4));
    }

    private RecordedEvent restored(long sequence) {
        return event(sequence, new DocumentArchive.Restored(new CommandId("start-2")));
    }

    private RecordedEvent event(long sequence, DocumentEvent event) {
        return new RecordedEvent(documentId, new RunId("run-1"), sequence, NOW, event);
    }
}
