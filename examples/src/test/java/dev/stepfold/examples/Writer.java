package dev.stepfold.examples;

import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes topics as Stepfold's services do. One partition, so that the order of all documents is known. */
final class Writer implements AutoCloseable {
    static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private static final TopicLayout LAYOUT = new TopicLayout(1, (short) 1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Admin admin;
    private final DocumentTopics topics;
    private final Producer<String, byte[]> producer;

    Writer(String bootstrapServers) throws Exception {
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(connection);
        SharedTopics.ensure(admin, LAYOUT);
        topics = new DocumentTopics(admin, LAYOUT);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
    }

    /** The first event starts a run, every other is a message of its first step. */
    static RecordedEvent event(DocumentId documentId, long sequence) {
        return new RecordedEvent(
                documentId,
                new RunId("run-1"),
                sequence,
                START.plusSeconds(sequence),
                sequence == 0
                        ? new AgentRun.Started(
                                new CommandId("c-1"), new Owner("local"), "Track tasks", RunOptions.DEFAULT, null)
                        : new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "message " + sequence, 1, 4));
    }

    /** Forwards events to the feed of all documents, each as often as its sequence is given. */
    void forward(DocumentId documentId, long... sequences) throws Exception {
        for (long sequence : sequences) {
            send(forwarded(documentId, sequence));
        }
    }

    /** An event's record for the feed, to be spoilt. */
    static ProducerRecord<String, byte[]> forwarded(DocumentId documentId, long sequence) {
        return Records.forStepEvents(event(documentId, sequence), TRACE);
    }

    void create(DocumentId documentId) throws Exception {
        topics.create(documentId);
    }

    /** Appends to the document's own topic. */
    void append(RecordedEvent event) throws Exception {
        send(Records.forDocument(event, TRACE));
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
