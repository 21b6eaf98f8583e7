package dev.stepfold.commandline;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.Tombstone;
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
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Writes documents as the orchestrators do: topics, feed, archive, commands, tombstones. */
final class Story implements AutoCloseable {
    static final int PARTITIONS = 2;
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private final Map<String, Object> connection;
    private final KafkaNames names;
    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<DocumentId, ChainHash> heads = new HashMap<>();
    private final Map<DocumentId, Long> ends = new HashMap<>();

    Story(String bootstrapServers) throws Exception {
        this(bootstrapServers, KafkaNames.DEFAULT);
    }

    /** Of the installation with these names. */
    Story(String bootstrapServers, KafkaNames names) throws Exception {
        this.names = names;
        connection = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(connection);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        SharedTopics.ensure(admin, names, new TopicLayout(PARTITIONS, (short) 1));
    }

    Admin admin() {
        return admin;
    }

    /** A document with a topic, whose first event holds the request. */
    DocumentId document(String id, String request, int steps) throws Exception {
        DocumentId documentId = new DocumentId(id);
        admin.createTopics(List.of(
                        new NewTopic(names.document(documentId), 1, (short) 1).configs(Map.of("retention.ms", "-1"))))
                .all()
                .get();
        heads.put(documentId, ChainHash.START);
        ends.put(documentId, 0L);
        command(start(documentId, request));
        append(
                documentId,
                new AgentRun.Started(new CommandId("start-" + id), Owner.LOCAL, request, RunOptions.DEFAULT, null));
        for (int step = 0; step < steps; step++) {
            append(documentId, step("step " + step));
        }
        return documentId;
    }

    static DocumentEvent step(String message) {
        return new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, message, 1, 4);
    }

    static Command.StartRun start(DocumentId documentId, String request) {
        return new Command.StartRun(
                documentId,
                new CommandId("start-" + documentId),
                Owner.LOCAL,
                Instant.now(),
                new RunId("run-1"),
                request,
                true,
                null,
                RunOptions.DEFAULT);
    }

    void command(Command command) throws Exception {
        producer.send(Records.ofCommand(names, command, TRACE)).get();
    }

    /** Appends an event that counts, and forwards it. */
    void append(DocumentId documentId, DocumentEvent event) throws Exception {
        long sequence = ends.get(documentId);
        EncodedEvent encoded = new EncodedEvent(recorded(documentId, sequence, event), heads.get(documentId));
        long forwarded = sequence == 0 ? DocumentLogSlice.NONE_FORWARDED : sequence - 1;
        producer.send(Records.forDocument(names, encoded, TRACE, forwarded)).get();
        producer.send(Records.forStepEvents(names, encoded, TRACE)).get();
        heads.put(documentId, encoded.hashAfter(heads.get(documentId)));
        ends.put(documentId, sequence + 1);
    }

    /** Appends a record that does not count. */
    void fence(DocumentId documentId) throws Exception {
        producer.send(Records.forDocument(names, recorded(documentId, 0, step("late")), TRACE))
                .get();
        ends.merge(documentId, 1L, Long::sum);
    }

    private static RecordedEvent recorded(DocumentId documentId, long sequence, DocumentEvent event) {
        return new RecordedEvent(
                documentId, new RunId("run-1"), sequence, Instant.now().truncatedTo(ChronoUnit.MILLIS), event);
    }

    /** Seals the log, copies it to the archive, and deletes the topic. */
    void archive(DocumentId documentId) throws Exception {
        append(documentId, new DocumentArchive.Archived(new CommandId("archive-" + documentId)));
        List<ArchivedRecord> records = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : read(names.document(documentId))) {
            List<ArchivedHeader> headers = new ArrayList<>();
            record.headers()
                    .forEach(header -> headers.add(new ArchivedHeader(header.key(), Verbatim.of(header.value()))));
            records.add(new ArchivedRecord(
                    Instant.ofEpochMilli(record.timestamp()), record.key(), headers, Verbatim.of(record.value())));
        }
        ArchivedLog log = new ArchivedLog(documentId, Instant.now(), records);
        Map<String, Object> transactional = new HashMap<>(connection);
        transactional.put("transactional.id", names.archiveWriter(1));
        try (KafkaProducer<String, byte[]> archiver =
                new KafkaProducer<>(transactional, new StringSerializer(), new ByteArraySerializer())) {
            archiver.initTransactions();
            archiver.beginTransaction();
            RecordMetadata at = archiver.send(new ProducerRecord<>(
                            names.documentArchive(), documentId.value(), JsonCodec.ARCHIVED_LOGS.encode(log)))
                    .get();
            ArchivePlace place =
                    new ArchivePlace(documentId, at.partition(), at.offset(), log.endOffset(), log.archivedAt());
            var _ = archiver.send(new ProducerRecord<>(
                    names.archivedDocuments(), documentId.value(), JsonCodec.ARCHIVE_PLACES.encode(place)));
            archiver.commitTransaction();
        }
        deleteTopic(documentId);
    }

    /** Deletes the topic, and waits until the broker has: Kafka answers earlier. */
    void deleteTopic(DocumentId documentId) throws Exception {
        String topic = names.document(documentId);
        admin.deleteTopics(List.of(topic)).all().get();
        Awaitility.await().until(() -> !admin.listTopics().names().get().contains(topic));
    }

    /** Erases a document, wherever its log is. */
    void erase(DocumentId documentId) throws Exception {
        command(new Command.Erase(documentId, new CommandId("erase-" + documentId), Owner.LOCAL, Instant.now()));
        if (admin.listTopics().names().get().contains(names.document(documentId))) {
            deleteTopic(documentId);
        }
        for (String topic : List.of(names.documentArchive(), names.archivedDocuments())) {
            producer.send(new ProducerRecord<>(topic, documentId.value(), null)).get();
        }
        producer.send(Records.forStepEvents(names, new Tombstone(documentId, Instant.now()), TRACE))
                .get();
    }

    /** What the orchestrators committed. */
    void commit(int partition, long offset, String metadata) throws Exception {
        admin.alterConsumerGroupOffsets(
                        names.orchestrators(),
                        Map.of(
                                new TopicPartition(names.commands(), partition),
                                new OffsetAndMetadata(offset, metadata)))
                .all()
                .get();
    }

    Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
        return admin.listConsumerGroupOffsets(names.orchestrators())
                .partitionsToOffsetAndMetadata()
                .get();
    }

    /** Copies a topic as a mirror does that keeps no offsets: behind so many records of its own. */
    void mirror(DocumentId from, Story to, boolean transactional) throws Exception {
        to.admin
                .createTopics(
                        List.of(new NewTopic(names.document(from), 1, (short) 1).configs(Map.of("retention.ms", "-1"))))
                .all()
                .get();
        Map<String, Object> config = new HashMap<>(to.connection);
        if (transactional) {
            config.put("transactional.id", "mirror");
        }
        try (KafkaProducer<String, byte[]> mirror =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            if (transactional) {
                mirror.initTransactions();
            }
            int copied = 0;
            for (ConsumerRecord<String, byte[]> record : read(names.document(from))) {
                if (transactional && copied % 2 == 0) {
                    mirror.beginTransaction();
                }
                Future<RecordMetadata> sent = mirror.send(new ProducerRecord<>(
                        record.topic(), 0, record.timestamp(), record.key(), record.value(), record.headers()));
                sent.get();
                if (transactional && copied % 2 == 1) {
                    mirror.commitTransaction();
                }
                copied++;
            }
            if (transactional && copied % 2 == 1) {
                mirror.commitTransaction();
            }
        }
    }

    void raw(ProducerRecord<String, byte[]> record) throws Exception {
        producer.send(record).get();
    }

    /** Everything a topic holds, each partition in order. */
    List<ConsumerRecord<String, byte[]>> read(String topic) throws Exception {
        Map<String, Object> config = new HashMap<>(connection);
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> to = consumer.endOffsets(partitions);
            while (to.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** A document's records as text: offset, time, key, headers and value of each. */
    List<String> records(String topic) throws Exception {
        List<String> lines = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : read(topic)) {
            StringBuilder line = new StringBuilder();
            line.append(record.offset())
                    .append(' ')
                    .append(record.timestamp())
                    .append(' ')
                    .append(record.key());
            record.headers()
                    .forEach(header -> line.append(' ')
                            .append(header.key())
                            .append('=')
                            .append(
                                    header.value() == null
                                            ? "null"
                                            : new String(header.value(), StandardCharsets.UTF_8)));
            line.append(' ')
                    .append(record.value() == null ? "null" : new String(record.value(), StandardCharsets.UTF_8));
            lines.add(line.toString());
        }
        return lines;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
