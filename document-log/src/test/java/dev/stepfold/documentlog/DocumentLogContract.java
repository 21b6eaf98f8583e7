package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.DocumentTopics.Creation;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A document's topic, written and read: what must hold on every broker. */
abstract class DocumentLogContract {
    private static final TopicLayout LAYOUT = new TopicLayout(2, (short) 1);
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    private Admin admin;
    private Producer<String, byte[]> producer;
    private DocumentTopics topics;
    private DocumentLogReader reader;

    /** Where the broker is. */
    abstract String bootstrapServers();

    @BeforeEach
    void connect() throws Exception {
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers());
        admin = Admin.create(connection);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT);
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, LAYOUT);
        reader = new DocumentLogReader(
                KafkaConnection.of(connection), 2, TIMEOUT, new DeadLetters(producer, KafkaNames.DEFAULT, "test"));
    }

    @AfterEach
    void disconnect() {
        reader.close();
        topics.close();
        producer.close();
        admin.close();
    }

    @Test
    void knowsNoDocumentWithoutATopic() throws Exception {
        assertThat(reader.read(documentId, 0)).isEmpty();
    }

    @Test
    void readsADocumentFromItsFirstEventToItsEnd() throws Exception {
        createTopic();
        append(event(0), event(1), event(2));

        assertThat(reader.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(event(0), event(1), event(2)), 3L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void tellsWhichSpanAppendedAnEvent() throws Exception {
        createTopic();
        append(event(0));

        assertThat(reader.read(documentId, 0).orElseThrow().records())
                .singleElement()
                .extracting(EncodedEvent::trace)
                .isEqualTo(Optional.of(TRACE));
    }

    @Test
    void readsAnEmptyDocument() throws Exception {
        createTopic();

        assertThat(reader.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(), 0L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void readsAStretch() throws Exception {
        createTopic();
        append(event(0), event(1), event(2), event(3));

        assertThat(reader.read(documentId, 1, 3))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(event(1), event(2)), 3L, DocumentLogSlice.NONE_FORWARDED);
        assertThat(reader.read(documentId, 4))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(), 4L, DocumentLogSlice.NONE_FORWARDED);
        assertThat(reader.read(documentId, 9))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(), 4L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void tellsTheHighestSequenceThatACountedRecordNamesAsForwarded() throws Exception {
        createTopic();
        appendNaming(event(0), DocumentLogSlice.NONE_FORWARDED);
        assertThat(reader.read(documentId, 0)).map(DocumentLogSlice::forwarded).contains(-1L);

        appendNaming(event(1), 0);
        appendNaming(event(2), 0);
        appendNaming(event(0), 7);

        assertThat(reader.read(documentId, 0)).map(DocumentLogSlice::forwarded).contains(0L);
    }

    @Test
    void tellsHowManyBytesTheLatestEventsHave() throws Exception {
        int events = DocumentState.STREAM_HISTORY_MAX + 10;
        createTopic();
        append(LongStream.range(0, events).mapToObj(this::event).toArray(RecordedEvent[]::new));

        long latest = LongStream.range(10, events)
                .map(sequence -> JsonCodec.EVENTS.encode(event(sequence)).length)
                .sum();
        assertThat(reader.read(documentId, 0)).map(DocumentLogSlice::bytes).contains(latest);
    }

    @Test
    void ignoresFencedWrites() throws Exception {
        createTopic();
        append(event(0), event(0), event(1), event(3));

        assertThat(reader.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(event(0), event(3)), 4L, DocumentLogSlice.NONE_FORWARDED);
    }

    @Test
    void setsUnreadableRecordsAsideAndReadsOn() throws Exception {
        createTopic();
        append(event(0));
        byte[] garbage = "{\"type\":".getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(KafkaNames.DEFAULT.document(documentId), 0, documentId.value(), garbage))
                .get();
        append(event(2));

        assertThat(reader.read(documentId, 0))
                .get()
                .extracting(DocumentLogSlice::events, DocumentLogSlice::endOffset, DocumentLogSlice::forwarded)
                .containsExactly(List.of(event(0), event(2)), 3L, DocumentLogSlice.NONE_FORWARDED);
        assertThat(reader.read(documentId, 0)).isPresent();

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(deadLettersOf(KafkaNames.DEFAULT.document(documentId)))
                        .singleElement()
                        .satisfies(letter -> {
                            assertThat(letter.value()).isEqualTo(garbage);
                            assertThat(letter.key()).isEqualTo(KafkaNames.DEFAULT.document(documentId) + "/0/1");
                            assertThat(header(letter, DeadLetter.REASON)).isEqualTo("not-json");
                        }));
    }

    @Test
    void readsTheLinksOfTheRecordsThatCount() throws Exception {
        List<EncodedEvent> first = EncodedEvent.linked(ChainHash.START, List.of(event(0), event(1)));
        EncodedEvent fenced = EncodedEvent.unlinked(event(0));
        EncodedEvent next = new EncodedEvent(event(4), Chain.START.then(first).head());
        createTopic();
        appendLinked(first.get(0), first.get(1), fenced);
        producer.send(new ProducerRecord<>(
                        KafkaNames.DEFAULT.document(documentId), 0, documentId.value(), new byte[] {7}))
                .get();
        appendLinked(next);

        DocumentLogSlice whole = reader.read(documentId, 0).orElseThrow();
        DocumentLogSlice end = reader.read(documentId, 4).orElseThrow();

        assertThat(whole.records())
                .extracting(EncodedEvent::previous)
                .containsExactly(first.get(0).previous(), first.get(1).previous(), next.previous());
        assertThat(Chain.START.then(whole.records()).isWhole()).isTrue();
        assertThat(end.head()).isEqualTo(whole.head()).isPresent();
    }

    private void appendLinked(EncodedEvent... events) throws Exception {
        for (EncodedEvent event : events) {
            producer.send(Records.forDocument(KafkaNames.DEFAULT, event, TRACE, DocumentLogSlice.NONE_FORWARDED))
                    .get();
        }
    }

    @Test
    void createsManyTopicsAtOnceAndEachOnlyOnce() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Creation>> creations = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                DocumentId one = new DocumentId(documentId + "-" + i);
                creations.add(() -> topics.create(one));
            }
            for (Future<Creation> creation : executor.invokeAll(creations)) {
                assertThat(creation.get()).isEqualTo(Creation.CREATED);
            }
        }
        assertThat(topics.create(new DocumentId(documentId + "-7"))).isEqualTo(Creation.EXISTED);
    }

    @Test
    void createsDocumentTopicsWithSmallIndexesThatDoNotStallTheBroker() throws Exception {
        createTopic();

        ConfigResource resource =
                new ConfigResource(ConfigResource.Type.TOPIC, KafkaNames.DEFAULT.document(documentId));
        Config config = Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));

        assertThat(config.get("segment.index.bytes").value()).isEqualTo("65536");
        assertThat(config.get("index.interval.bytes").value()).isEqualTo("1048576");
        assertThat(config.get("segment.bytes").value()).isEqualTo("16777216");
        assertThat(config.get("retention.ms").value()).isEqualTo("-1");
    }

    @Test
    void makesSureOfTheSharedTopicsAnyNumberOfTimes() throws Exception {
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, LAYOUT);

        assertThat(admin.listTopics().names().get())
                .contains(
                        KafkaNames.DEFAULT.commands(),
                        KafkaNames.DEFAULT.stepEvents(),
                        KafkaNames.DEFAULT.documentArchive(),
                        KafkaNames.DEFAULT.deadLetters());
    }

    @Test
    void saysSoWhenKafkaDoesNotAnswer() {
        try (DocumentLogReader lonely = new DocumentLogReader(
                KafkaConnection.to("127.0.0.1:1"),
                1,
                Duration.ofMillis(300),
                new DeadLetters(producer, KafkaNames.DEFAULT, "test"))) {
            assertThatThrownBy(() -> lonely.read(documentId, 0)).isInstanceOf(LogUnavailableException.class);
        }
    }

    private void appendNaming(RecordedEvent event, long forwarded) throws Exception {
        producer.send(Records.forDocument(KafkaNames.DEFAULT, EncodedEvent.unlinked(event), TRACE, forwarded))
                .get();
    }

    /** Kafka answers a creation before every broker knows of it. */
    private void createTopic() throws Exception {
        topics.create(documentId);
        await().atMost(TIMEOUT).until(() -> reader.read(documentId, 0).isPresent());
    }

    private void append(RecordedEvent... events) throws Exception {
        for (RecordedEvent event : events) {
            producer.send(Records.forDocument(KafkaNames.DEFAULT, event, TRACE)).get();
        }
    }

    private RecordedEvent event(long sequence) {
        return new RecordedEvent(
                documentId,
                new RunId("run-1"),
                sequence,
                Instant.parse("2026-01-01T00:00:00Z"),
                new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "message " + sequence, 1, 4));
    }

    private List<ConsumerRecord<String, byte[]>> deadLettersOf(String topic) {
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        TopicPartition partition = new TopicPartition(KafkaNames.DEFAULT.deadLetters(), 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(letter -> {
                    if (header(letter, DeadLetter.TOPIC).equals(topic)) {
                        letters.add(letter);
                    }
                });
            }
        }
        return letters;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
