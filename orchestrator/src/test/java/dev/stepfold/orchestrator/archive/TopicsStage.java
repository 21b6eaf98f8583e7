package dev.stepfold.orchestrator.archive;

import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.time.Duration;
import java.time.Instant;
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

/** Documents' topics on a real broker, whose records were written when the test says. */
abstract class TopicsStage {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Owner OWNER = new Owner("somebody");
    static final Duration LONG = Duration.ofSeconds(60);
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    Map<String, Object> connection;
    Admin admin;
    Producer<String, byte[]> producer;
    private DocumentTopics topics;

    @BeforeEach
    final void connect() {
        connection = Map.of("bootstrap.servers", BROKER.bootstrapServers());
        admin = Admin.create(connection);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        topics = new DocumentTopics(admin, KafkaNames.DEFAULT, new TopicLayout(1, (short) 1));
    }

    @AfterEach
    final void disconnect() {
        topics.close();
        producer.close();
        admin.close();
    }

    /** A document whose topic has no record. */
    DocumentId empty() throws Exception {
        DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
        topics.create(documentId);
        return documentId;
    }

    /** A document whose run is going on. */
    DocumentId running(Instant lastWritten) throws Exception {
        DocumentId documentId = empty();
        write(documentId, 0, started(), lastWritten);
        return documentId;
    }

    /** A document whose run was cancelled. */
    DocumentId atRest(Instant lastWritten) throws Exception {
        DocumentId documentId = running(lastWritten);
        write(documentId, 1, new AgentRun.Cancelled(new CommandId("cancel-1")), lastWritten);
        return documentId;
    }

    void write(DocumentId documentId, long sequence, DocumentEvent event, Instant at) throws Exception {
        ProducerRecord<String, byte[]> record = Records.forDocument(
                KafkaNames.DEFAULT, new RecordedEvent(documentId, new RunId("run-1"), sequence, at, event), TRACE);
        producer.send(new ProducerRecord<>(
                        record.topic(), 0, at.toEpochMilli(), record.key(), record.value(), record.headers()))
                .get();
    }

    static DocumentEvent started() {
        return new AgentRun.Started(new CommandId("start-1"), OWNER, "Create a shop", RunOptions.DEFAULT, null);
    }
}
