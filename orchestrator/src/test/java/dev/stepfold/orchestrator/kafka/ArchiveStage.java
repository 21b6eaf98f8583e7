package dev.stepfold.orchestrator.kafka;

import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A document's log and the archive on a real broker: what every test of the archive begins with. */
abstract class ArchiveStage {
    static final TopicLayout LAYOUT = new TopicLayout(3, (short) 1);
    static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    Map<String, Object> connection;
    Admin admin;
    Producer<String, byte[]> producer;
    DocumentTopics topics;
    DocumentLogReader reader;
    ArchiveIndex index;
    ArchiveReader kept;
    KafkaArchive archive;

    @BeforeEach
    final void connect() throws Exception {
        connection = Map.of("bootstrap.servers", BROKER.bootstrapServers());
        admin = Admin.create(connection);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT);
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, LAYOUT);
        reader = new DocumentLogReader(
                KafkaConnection.of(connection), 2, TIMEOUT, new DeadLetters(producer, KafkaNames.DEFAULT, "test"));
        index = new ArchiveIndex(KafkaConnection.of(connection), TIMEOUT);
        index.start();
        kept = new ArchiveReader(KafkaConnection.of(connection), index, 2, TIMEOUT);
        archive = archive(100);
    }

    @AfterEach
    final void disconnect() {
        kept.close();
        index.close();
        reader.close();
        topics.close();
        producer.close();
        admin.close();
    }

    /** Two events, a fenced write, a record that is no event and has no key, and the seal. */
    List<RecordedEvent> sealedLog() throws Exception {
        createTopic();
        RecordedEvent seal = event(4, new DocumentArchive.Archived(new CommandId("archive-1")));
        append(started(), step(0), step(2));
        ProducerRecord<String, byte[]> foreign =
                new ProducerRecord<>(KafkaNames.DEFAULT.document(documentId), 0, null, new byte[] {(byte) 0xff, 0, 10});
        foreign.headers().add("note", null).add("note", new byte[] {(byte) 0xfe});
        producer.send(foreign).get();
        append(seal);
        return List.of(started(), step(2), seal);
    }

    KafkaArchive archive(int documentsMax) {
        return new KafkaArchive(
                KafkaConnection.of(connection), topics, reader, kept, index, documentsMax, InstantSource.system());
    }

    /** Kafka answers a creation before every broker knows of it. */
    void createTopic() throws Exception {
        topics.create(documentId);
        await().atMost(TIMEOUT).until(() -> reader.read(documentId, 0).isPresent());
    }

    /** Kafka answers a deletion before every broker knows of it. */
    void awaitNoTopic() {
        await().atMost(TIMEOUT).until(() -> topics.find(documentId).isEmpty());
    }

    /** An event behind the log that the archive has now. */
    EncodedEvent linked(RecordedEvent event) throws Exception {
        return new EncodedEvent(
                event,
                archive.find(documentId)
                        .map(kept -> kept.headAfter(ChainHash.START))
                        .orElse(ChainHash.START));
    }

    void append(RecordedEvent... events) throws Exception {
        for (RecordedEvent event : events) {
            producer.send(Records.forDocument(KafkaNames.DEFAULT, event, TRACE)).get();
        }
    }

    RecordedEvent started() {
        return event(
                0,
                new AgentRun.Started(new CommandId("start-1"), Owner.LOCAL, "Create a shop", RunOptions.DEFAULT, null));
    }

    RecordedEvent step(long sequence) {
        return event(sequence, new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "message", 1, 4));
    }

    RecordedEvent restored(long sequence) {
        return event(sequence, new DocumentArchive.Restored(new CommandId("start-2")));
    }

    RecordedEvent event(long sequence, DocumentEvent event) {
        return new RecordedEvent(documentId, new RunId("run-1"), sequence, NOW, event);
    }
}
