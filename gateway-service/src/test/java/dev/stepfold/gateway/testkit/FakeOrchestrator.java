package dev.stepfold.gateway.testkit;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedHeader;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.archive.Verbatim;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
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

/** Plays the orchestrator: appends events to a document's topic and forwards them, or only one of the two; archives and erases. */
public final class FakeOrchestrator implements AutoCloseable {
    /** What the records say of the span that wrote them. */
    public static final Traceparent TRACE = Traceparent.random(new Random(1));

    private static final int BATCH_BYTES_MAX = 1_000_000;

    private final String bootstrapServers;
    private final Admin admin;
    private final Producer<String, byte[]> producer;

    public FakeOrchestrator(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        producer = producer(Map.of());
    }

    private Producer<String, byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> config = new HashMap<>(settings);
        config.put("bootstrap.servers", bootstrapServers);
        config.put("acks", "all");
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Creates the topic, and waits until the broker knows it: Kafka answers earlier. */
    public void createTopic(DocumentId documentId) {
        String topic = KafkaNames.DEFAULT.document(documentId);
        await(() -> admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                .all()
                .get());
        awaitBroker(() ->
                !admin.describeTopics(List.of(topic)).allTopicNames().get().isEmpty());
    }

    /** Deletes the document's topic, and says so. */
    public void erase(DocumentId documentId, Instant at) {
        deleteTopic(documentId);
        forwardErasure(documentId, at);
    }

    /** Says that the document was erased. */
    public void forwardErasure(DocumentId documentId, Instant at) {
        await(() -> producer.send(Records.forStepEvents(KafkaNames.DEFAULT, new Tombstone(documentId, at), TRACE))
                .get());
    }

    /** Deletes the topic, and waits until it is gone. */
    public void deleteTopic(DocumentId documentId) {
        String topic = KafkaNames.DEFAULT.document(documentId);
        await(() -> admin.deleteTopics(List.of(topic)).all().get());
        awaitBroker(() -> !admin.listTopics().names().get().contains(topic));
    }

    /** Copies a document's log, which these events are from the first on, to the archive, and deletes its topic. */
    public void archive(List<RecordedEvent> log) {
        archiveRecords(log.stream().map(EncodedEvent::unlinked).toList());
    }

    /** The same for records with links. */
    public void archiveRecords(List<EncodedEvent> log) {
        DocumentId documentId = log.getFirst().event().documentId();
        String key = documentId.value();
        ArchivedLog archived = new ArchivedLog(
                documentId,
                SampleRun.START,
                log.stream().map(FakeOrchestrator::verbatim).toList());
        RecordMetadata at = await(() -> producer.send(new ProducerRecord<>(
                        KafkaNames.DEFAULT.documentArchive(), key, JsonCodec.ARCHIVED_LOGS.encode(archived)))
                .get());
        ArchivePlace place =
                new ArchivePlace(documentId, at.partition(), at.offset(), archived.endOffset(), SampleRun.START);
        await(() -> producer.send(new ProducerRecord<>(
                        KafkaNames.DEFAULT.archivedDocuments(), key, JsonCodec.ARCHIVE_PLACES.encode(place)))
                .get());
        deleteTopic(documentId);
    }

    private static ArchivedRecord verbatim(EncodedEvent event) {
        ProducerRecord<String, byte[]> record = inTopic(event);
        List<ArchivedHeader> headers = Arrays.stream(record.headers().toArray())
                .map(header -> new ArchivedHeader(header.key(), Verbatim.of(header.value())))
                .toList();
        return new ArchivedRecord(event.event().timestamp(), record.key(), headers, Verbatim.of(record.value()));
    }

    /** Gives the document a topic again, with the whole log of before and the event that says so, all in one batch. */
    public void restore(List<RecordedEvent> log) {
        Awaitility.await().ignoreExceptions().until(() -> {
            createTopic(log.getFirst().documentId());
            return true;
        });
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        Duration untilClosed = Duration.ofMinutes(1);
        try (Producer<String, byte[]> atOnce = producer(Map.of(
                "linger.ms", untilClosed.toMillis(),
                "delivery.timeout.ms",
                        Math.toIntExact(untilClosed.multipliedBy(2).toMillis()),
                "batch.size", BATCH_BYTES_MAX))) {
            log.forEach(event -> sent.add(atOnce.send(Records.forDocument(KafkaNames.DEFAULT, event, TRACE))));
        }
        sent.forEach(ack -> await(ack::get));
        forward(List.of(log.getLast()));
    }

    public void append(List<RecordedEvent> events) {
        send(events, (event, trace) -> Records.forDocument(KafkaNames.DEFAULT, event, trace));
    }

    /** Appends records as they are, with their links. */
    public void appendRecords(List<EncodedEvent> records) {
        records.forEach(record -> await(() -> producer.send(inTopic(record)).get()));
    }

    /** Appends what is no event. */
    public void appendUnreadable(DocumentId documentId) {
        await(() -> producer.send(new ProducerRecord<>(
                        KafkaNames.DEFAULT.document(documentId), 0, documentId.value(), new byte[] {(byte) 0xff}))
                .get());
    }

    private static ProducerRecord<String, byte[]> inTopic(EncodedEvent event) {
        return Records.forDocument(KafkaNames.DEFAULT, event, TRACE, DocumentLogSlice.NONE_FORWARDED);
    }

    public void forward(List<RecordedEvent> events) {
        send(events, (event, trace) -> Records.forStepEvents(KafkaNames.DEFAULT, event, trace));
    }

    private void send(
            List<RecordedEvent> events,
            BiFunction<RecordedEvent, Traceparent, ProducerRecord<String, byte[]>> recordOf) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        events.forEach(event -> sent.add(producer.send(recordOf.apply(event, TRACE))));
        sent.forEach(ack -> await(ack::get));
    }

    /** Appends these records, which have links. */
    public void appendLinked(List<EncodedEvent> records) {
        records.forEach(record -> await(() -> producer.send(
                        Records.forDocument(KafkaNames.DEFAULT, record, TRACE, DocumentLogSlice.NONE_FORWARDED))
                .get()));
    }

    /** Appends and forwards these records, which have links. */
    public void happenLinked(List<EncodedEvent> records) {
        appendLinked(records);
        records.forEach(record -> await(() -> producer.send(Records.forStepEvents(KafkaNames.DEFAULT, record, TRACE))
                .get()));
    }

    public void happen(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            append(List.of(event));
            forward(List.of(event));
        }
    }

    /** Looks at once, and then often: a test may wait for this many times. */
    private static void awaitBroker(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(condition);
    }

    private interface Call<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    private static <T> T await(Call<T> call) {
        try {
            return call.get();
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
