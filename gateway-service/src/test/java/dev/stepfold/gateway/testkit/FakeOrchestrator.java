package dev.stepfold.gateway.testkit;

import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Plays the orchestrator: appends events to a document's topic and forwards them, or only one of the two. */
public final class FakeOrchestrator implements AutoCloseable {
    private static final Traceparent TRACE = Traceparent.random(new Random(1));

    private final Admin admin;
    private final Producer<String, byte[]> producer;

    public FakeOrchestrator(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    public void createTopic(DocumentId documentId) {
        await(() -> admin.createTopics(List.of(new NewTopic(Topics.document(documentId), 1, (short) 1)))
                .all()
                .get());
    }

    /** Deletes the document's topic, and says so. */
    public void erase(DocumentId documentId, Instant at) {
        deleteTopic(documentId);
        forwardErasure(documentId, at);
    }

    /** Says that the document was erased. */
    public void forwardErasure(DocumentId documentId, Instant at) {
        await(() -> producer.send(Records.forStepEvents(new Tombstone(documentId, at), TRACE))
                .get());
    }

    /** Deletes the topic, and waits until it is gone. */
    public void deleteTopic(DocumentId documentId) {
        String topic = Topics.document(documentId);
        await(() -> admin.deleteTopics(List.of(topic)).all().get());
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> !admin.listTopics().names().get().contains(topic));
    }

    public void append(List<RecordedEvent> events) {
        send(events, Records::forDocument);
    }

    public void forward(List<RecordedEvent> events) {
        send(events, Records::forStepEvents);
    }

    private void send(
            List<RecordedEvent> events,
            BiFunction<RecordedEvent, Traceparent, ProducerRecord<String, byte[]>> recordOf) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        events.forEach(event -> sent.add(producer.send(recordOf.apply(event, TRACE))));
        sent.forEach(ack -> await(ack::get));
    }

    public void happen(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            append(List.of(event));
            forward(List.of(event));
        }
    }

    private interface Call<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    private static <T> void await(Call<T> call) {
        try {
            var _ = call.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
