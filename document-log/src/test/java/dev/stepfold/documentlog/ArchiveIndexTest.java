package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.archive.Verbatim;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is found of archived documents, against a real broker. */
class ArchiveIndexTest {
    private static final TopicLayout LAYOUT = new TopicLayout(2, (short) 1);
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    private Admin admin;
    private Producer<String, byte[]> archiving;
    private Producer<String, byte[]> producer;
    private DocumentTopics topics;
    private DocumentLogReader reader;
    private ArchiveIndex index;
    private ArchiveReader archive;
    private KeptLogs kept;

    @BeforeEach
    void connect() throws Exception {
        Map<String, Object> connection = Map.of("bootstrap.servers", BROKER.bootstrapServers());
        admin = Admin.create(connection);
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, LAYOUT);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        archiving = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.bootstrapServers(), "transactional.id", documentId.value()),
                new StringSerializer(),
                new ByteArraySerializer());
        archiving.initTransactions();
        topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT);
        reader = new DocumentLogReader(
                KafkaConnection.of(connection), 2, TIMEOUT, new DeadLetters(producer, KafkaNames.DEFAULT, "test"));
        index = new ArchiveIndex(KafkaConnection.of(connection), TIMEOUT);
        index.start();
        archive = new ArchiveReader(KafkaConnection.of(connection), index, 2, TIMEOUT);
        kept = new KeptLogs(reader, archive);
    }

    @AfterEach
    void disconnect() {
        archive.close();
        index.close();
        reader.close();
        topics.close();
        archiving.close();
        producer.close();
        admin.close();
    }

    @Test
    void tellsHowManyBytesTheEventsOfALogHave() {
        byte[] event = JsonCodec.EVENTS.encode(event(0));

        assertThat(ArchiveReader.slice(log(event(0)), 0, 1).bytes()).isEqualTo(event.length);
    }

    @Test
    void findsWhatWasCommitted() throws Exception {
        assertThat(archive.find(documentId)).isEmpty();

        archive(event(0), event(1));

        assertThat(archive.find(documentId)).contains(log(event(0), event(1)));
        assertThat(kept.read(documentId, 1))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(event(1)), 2L, DocumentLogSlice.NONE_FORWARDED);
        assertThat(index.size()).isPositive();
    }

    @Test
    void doesNotFindWhatWasAborted() throws Exception {
        archiving.beginTransaction();
        write(log(event(0)));
        archiving.abortTransaction();

        assertThat(archive.find(documentId)).isEmpty();
        assertThat(kept.read(documentId, 0)).isEmpty();
    }

    @Test
    void doesNotFindWhatWasRemoved() throws Exception {
        archive(event(0));

        archiving.beginTransaction();
        write(KafkaNames.DEFAULT.documentArchive(), null);
        write(KafkaNames.DEFAULT.archivedDocuments(), null);
        archiving.commitTransaction();

        await().atMost(TIMEOUT).until(() -> archive.find(documentId).isEmpty());
        assertThat(kept.read(documentId, 0)).isEmpty();
    }

    @Test
    void goesByTheTopicWhereItHasEvents() throws Exception {
        archive(event(0));
        var _ = topics.create(documentId);

        assertThat(kept.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(event(0)), 1L, DocumentLogSlice.NONE_FORWARDED);

        for (RecordedEvent event : List.of(event(0), event(1))) {
            producer.send(Records.forDocument(KafkaNames.DEFAULT, event, TRACE)).get();
        }

        assertThat(kept.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(event(0), event(1)), 2L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void knowsAnEmptyTopicThatWasNeverArchived() throws Exception {
        var _ = topics.create(documentId);
        // Kafka answers a creation before every broker knows of it.
        await().atMost(TIMEOUT).until(() -> reader.read(documentId, 0).isPresent());

        assertThat(kept.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(), 0L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void doesNotTakeARemovalForALog() throws Exception {
        archiving.beginTransaction();
        write(
                KafkaNames.DEFAULT.archivedDocuments(),
                place(log(event(0)), write(KafkaNames.DEFAULT.documentArchive(), null)));
        archiving.commitTransaction();

        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThatThrownBy(() -> archive.find(documentId)).isInstanceOf(LogUnavailableException.class));
    }

    private void archive(RecordedEvent... events) throws Exception {
        archiving.beginTransaction();
        write(log(events));
        archiving.commitTransaction();
        await().atMost(TIMEOUT).until(() -> archive.find(documentId).isPresent());
    }

    private void write(ArchivedLog log) throws Exception {
        RecordMetadata written = write(KafkaNames.DEFAULT.documentArchive(), JsonCodec.ARCHIVED_LOGS.encode(log));
        write(KafkaNames.DEFAULT.archivedDocuments(), place(log, written));
    }

    private RecordMetadata write(String topic, byte @Nullable [] value) throws Exception {
        return archiving
                .send(new ProducerRecord<>(topic, documentId.value(), value))
                .get();
    }

    private static byte[] place(ArchivedLog log, RecordMetadata written) {
        return JsonCodec.ARCHIVE_PLACES.encode(new ArchivePlace(
                log.documentId(), written.partition(), written.offset(), log.endOffset(), log.archivedAt()));
    }

    private ArchivedLog log(RecordedEvent... events) {
        List<ArchivedRecord> records = List.of(events).stream()
                .map(event -> new ArchivedRecord(
                        NOW, documentId.value(), List.of(), Verbatim.of(JsonCodec.EVENTS.encode(event))))
                .toList();
        return new ArchivedLog(documentId, NOW, records);
    }

    private RecordedEvent event(long sequence) {
        return new RecordedEvent(
                documentId,
                new RunId("run-1"),
                sequence,
                NOW,
                new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "Reading", 1, 4));
    }
}
