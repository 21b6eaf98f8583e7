package dev.stepfold.examples;

import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedHeader;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.archive.Verbatim;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes topics as Stepfold's services do. */
final class Writer implements AutoCloseable {
    static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    /** One, so that the order of all documents in the feed is known. */
    private static final int PARTITIONS = 1;

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Admin admin;
    private final Map<String, Object> connection;
    private final DocumentTopics topics;
    private final Producer<String, byte[]> producer;

    Writer(String bootstrapServers) throws Exception {
        TopicLayout layout = new TopicLayout(PARTITIONS, (short) 1);
        connection = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(connection);
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, layout);
        topics = new DocumentTopics(admin, KafkaNames.DEFAULT, layout);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
    }

    /** The first event starts a run, every other is a message of its first step. */
    static RecordedEvent event(DocumentId documentId, long sequence) {
        return event(
                documentId,
                sequence,
                sequence == 0
                        ? new AgentRun.Started(
                                new CommandId("c-1"), new Owner("local"), "Track tasks", RunOptions.DEFAULT, null)
                        : new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "message " + sequence, 1, 4));
    }

    /** The last event of a log that goes to the archive. */
    static RecordedEvent archived(DocumentId documentId, long sequence) {
        return event(documentId, sequence, new DocumentArchive.Archived(new CommandId("c-2")));
    }

    /** The event that follows those that were archived. */
    static RecordedEvent restored(DocumentId documentId, long sequence) {
        return event(documentId, sequence, new DocumentArchive.Restored(new CommandId("c-3")));
    }

    private static RecordedEvent event(DocumentId documentId, long sequence, DocumentEvent event) {
        return new RecordedEvent(documentId, new RunId("run-1"), sequence, START.plusSeconds(sequence), event);
    }

    /** Forwards events to the feed of all documents, each as often as its sequence is given. */
    void forward(DocumentId documentId, long... sequences) throws Exception {
        for (long sequence : sequences) {
            send(forwarded(documentId, sequence));
        }
    }

    /** An event's record for the feed, to be spoilt. */
    static ProducerRecord<String, byte[]> forwarded(DocumentId documentId, long sequence) {
        return Records.forStepEvents(KafkaNames.DEFAULT, event(documentId, sequence), TRACE);
    }

    void create(DocumentId documentId) throws Exception {
        topics.create(documentId);
    }

    /** Appends to the document's own topic. */
    void append(RecordedEvent event) throws Exception {
        send(Records.forDocument(KafkaNames.DEFAULT, event, TRACE));
    }

    /** Records of a document's own topic as the archive keeps them, each a second after the one before it. */
    static ArchivedLog log(DocumentId documentId, Instant archivedAt, List<ProducerRecord<String, byte[]>> records) {
        List<ArchivedRecord> copies = new ArrayList<>();
        for (ProducerRecord<String, byte[]> record : records) {
            List<ArchivedHeader> headers = new ArrayList<>();
            record.headers()
                    .forEach(header -> headers.add(new ArchivedHeader(header.key(), Verbatim.of(header.value()))));
            Verbatim value = record.value() == null ? null : Verbatim.of(record.value());
            copies.add(new ArchivedRecord(START.plusSeconds(copies.size()), record.key(), headers, value));
        }
        return new ArchivedLog(documentId, archivedAt, copies);
    }

    /** Writes a log and its place, both or none. */
    ArchivePlace archive(ArchivedLog log) throws Exception {
        ArchivePlace place;
        try (Producer<String, byte[]> archive = transaction()) {
            place = write(archive, log);
            archive.commitTransaction();
        }
        awaitOutcome();
        return place;
    }

    /** Writes a log and its place, as somebody who lost the right to. */
    void archiveInVain(ArchivedLog log) throws Exception {
        try (Producer<String, byte[]> archive = transaction()) {
            var _ = write(archive, log);
            archive.abortTransaction();
        }
        awaitOutcome();
    }

    /** Writes what nobody reads who reads committed transactions only: it takes offsets and gives no record. */
    void sendInVain(ProducerRecord<String, byte[]> record) throws Exception {
        try (Producer<String, byte[]> transaction = transaction()) {
            transaction.send(record).get();
            transaction.abortTransaction();
        }
        awaitOutcome();
    }

    /** Says where a document's archived log stands. */
    void place(ArchivePlace place) throws Exception {
        send(new ProducerRecord<>(
                KafkaNames.DEFAULT.archivedDocuments(),
                place.documentId().value(),
                JsonCodec.ARCHIVE_PLACES.encode(place)));
    }

    /** Removes a log and its place, as where the document is erased. */
    void eraseFromArchive(DocumentId documentId) throws Exception {
        try (Producer<String, byte[]> archive = transaction()) {
            for (String topic : List.of(KafkaNames.DEFAULT.documentArchive(), KafkaNames.DEFAULT.archivedDocuments())) {
                archive.send(new ProducerRecord<>(topic, documentId.value(), null))
                        .get();
            }
            archive.commitTransaction();
        }
        awaitOutcome();
    }

    /** A transaction can be read a moment after it is committed; who takes its id waits for that (KIP-98). */
    private void awaitOutcome() {
        try (Producer<String, byte[]> next = transactional()) {
            next.initTransactions();
        }
    }

    private Producer<String, byte[]> transaction() {
        Producer<String, byte[]> archive = transactional();
        archive.initTransactions();
        archive.beginTransaction();
        return archive;
    }

    private Producer<String, byte[]> transactional() {
        Map<String, Object> config = new HashMap<>(connection);
        config.put("transactional.id", "stepfold-archive-1");
        config.put("retry.backoff.ms", 5);
        config.put("compression.type", EventCompression.TYPE);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    private static ArchivePlace write(Producer<String, byte[]> archive, ArchivedLog log) throws Exception {
        String key = log.documentId().value();
        RecordMetadata written = archive.send(new ProducerRecord<>(
                        KafkaNames.DEFAULT.documentArchive(), key, JsonCodec.ARCHIVED_LOGS.encode(log)))
                .get();
        ArchivePlace place = new ArchivePlace(
                log.documentId(), written.partition(), written.offset(), log.endOffset(), log.archivedAt());
        archive.send(new ProducerRecord<>(
                        KafkaNames.DEFAULT.archivedDocuments(), key, JsonCodec.ARCHIVE_PLACES.encode(place)))
                .get();
        return place;
    }

    void send(ProducerRecord<String, byte[]> record) throws Exception {
        producer.send(record).get();
    }

    @Override
    public void close() {
        producer.close();
        topics.close();
        admin.close();
    }
}
