package dev.stepfold.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.examples.FollowStepEvents.Handler;
import dev.stepfold.examples.FollowStepEvents.StepEvent;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A downstream consumer against a broker in the test's own JVM, and records as Stepfold writes them. */
class FollowStepEventsTest {
    private static final TopicPartition FEED = new TopicPartition(KafkaNames.DEFAULT.stepEvents(), 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final String group = "downstream-" + UUID.randomUUID();
    private final DocumentId document = new DocumentId("a-" + UUID.randomUUID());
    private final DocumentId other = new DocumentId("b-" + UUID.randomUUID());
    private Writer writer;

    @BeforeEach
    void connect() throws Exception {
        writer = new Writer(BROKER.bootstrapServers());
    }

    @AfterEach
    void disconnect() {
        writer.close();
    }

    @Test
    void readsAnEventFromItsCloudEventsHeadersAndItsValue() throws Exception {
        writer.forward(document, 0);

        try (Follower follower = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            follower.awaitHandled(document, 0L);

            assertThat(follower.events).last().satisfies(event -> {
                assertThat(event.type()).isEqualTo("agent-run");
                assertThat(event.time()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
                assertThat(event.traceparent()).isEqualTo(Writer.TRACE.value());
                assertThat(event.data().path("status").textValue()).isEqualTo("started");
            });
        }
    }

    @Test
    void dropsDuplicatesAndOlderEventsThatAreForwardedAgain() throws Exception {
        writer.forward(document, 0, 1, 1, 2);
        writer.forward(other, 0, 1);
        writer.forward(document, 0, 1, 2, 3, 3, 5);

        try (Follower follower = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            follower.awaitHandled(document, 0L, 1L, 2L, 3L, 5L);
            follower.awaitHandled(other, 0L, 1L);
        }
    }

    @Test
    void reportsRecordsThatItCannotReadAndGoesOn() throws Exception {
        writer.forward(document, 0);
        writer.send(spoilt(document.value(), bytes("{\"type\":"), headers -> {}));
        writer.send(spoilt(document.value(), bytes("[]"), headers -> {}));
        writer.send(spoilt(document.value(), null, headers -> {}));
        writer.send(spoilt(document.value(), bytes("{}"), headers -> headers.remove("ce_specversion")));
        writer.send(spoilt(document.value(), bytes("{}"), headers -> headers.add("ce_sequence", bytes("one"))));
        writer.send(spoilt(document.value(), bytes("{}"), headers -> headers.add("ce_time", bytes("noon"))));
        writer.send(spoilt("another", bytes("{}"), headers -> {}));
        writer.forward(document, 1);

        try (Follower follower = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            follower.awaitHandled(document, 0L, 1L);

            assertThat(follower.problems)
                    .containsExactly(
                            "the value is not JSON",
                            "the value is no JSON object",
                            "no value",
                            "no header ce_specversion",
                            "ce_sequence is no number",
                            "ce_time is no time",
                            "the key is not the event's document");
        }
    }

    @Test
    void passesOnThatADocumentIsArchivedAndRestored() throws Exception {
        writer.forward(document, 0, 1);
        writer.send(Records.forStepEvents(KafkaNames.DEFAULT, Writer.archived(document, 2), Writer.TRACE));
        writer.send(Records.forStepEvents(KafkaNames.DEFAULT, Writer.restored(document, 3), Writer.TRACE));

        try (Follower follower = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            follower.awaitHandled(document, 0L, 1L, 2L, 3L);

            assertThat(follower.events)
                    .filteredOn(event -> event.type().equals("document-archive"))
                    .extracting(event -> event.data().path("status").textValue())
                    .containsExactly("archived", "restored");
        }
    }

    @Test
    void forgetsAnErasedDocumentAndFollowsTheOneMadeAnew() throws Exception {
        Instant erasedAt = Instant.parse("2026-01-01T01:00:00Z");
        Tombstone tombstone = new Tombstone(document, erasedAt);
        writer.forward(document, 0, 1, 2);
        writer.send(Records.forStepEvents(KafkaNames.DEFAULT, tombstone, Writer.TRACE));
        writer.forward(document, 0, 3);
        writer.send(Records.forStepEvents(KafkaNames.DEFAULT, tombstone, Writer.TRACE));
        for (long sequence = 0; sequence < 2; sequence++) {
            RecordedEvent old = Writer.event(document, sequence);
            writer.send(Records.forStepEvents(
                    KafkaNames.DEFAULT,
                    new RecordedEvent(document, old.runId(), sequence, erasedAt.plusSeconds(1), old.event()),
                    Writer.TRACE));
        }

        try (Follower follower = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            follower.awaitHandled(document, 0L, 1L, 2L, 0L, 1L);
            assertThat(follower.erasures)
                    .filteredOn(erased -> erased.startsWith(document.value()))
                    .containsExactly(document + " " + erasedAt);
        }
    }

    @Test
    void commitsNothingThatItsHandlerRefusedAndIsGivenItAgain() throws Exception {
        long first = end();
        writer.forward(document, 0, 1, 2);

        try (Follower failing = new Follower(FollowStepEvents.DOCUMENTS_MAX, 1)) {
            assertThatThrownBy(() -> failing.done.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .hasRootCauseMessage("the handler failed");
        }
        assertThat(committed()).isLessThanOrEqualTo(first + 1);

        try (Follower again = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            again.awaitHandled(document, 0L, 1L, 2L);
            await().atMost(TIMEOUT).until(() -> committed() == end());
        }
    }

    @Test
    void goesOnWhereItsGroupLeftOff() throws Exception {
        writer.forward(document, 0, 1);
        try (Follower first = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            first.awaitHandled(document, 0L, 1L);
            await().atMost(TIMEOUT).until(() -> committed() == end());
        }
        writer.forward(document, 2);

        try (Follower second = new Follower(FollowStepEvents.DOCUMENTS_MAX)) {
            second.awaitHandled(document, 2L);
        }
    }

    @Test
    void forgetsTheDocumentThatItSawLeastRecentlyWhenThereAreTooMany() throws Exception {
        writer.forward(document, 0);
        writer.forward(other, 0);
        writer.forward(document, 0, 1);
        writer.forward(new DocumentId(UUID.randomUUID().toString()), 0);
        writer.forward(other, 0);
        writer.forward(document, 1, 2);

        try (Follower follower = new Follower(2)) {
            follower.awaitHandled(document, 0L, 1L, 1L, 2L);
            follower.awaitHandled(other, 0L, 0L);
        }
    }

    private ProducerRecord<String, byte[]> spoilt(
            String key, byte @Nullable [] value, java.util.function.Consumer<Headers> spoil) {
        ProducerRecord<String, byte[]> whole = Writer.forwarded(document, 1);
        spoil.accept(whole.headers());
        return new ProducerRecord<>(whole.topic(), null, key, value, whole.headers());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Where the group goes on; 0 where it has committed nothing. */
    private long committed() throws Exception {
        OffsetAndMetadata offset = writer.admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(FEED);
        return offset == null ? 0 : offset.offset();
    }

    private long end() throws Exception {
        return writer.admin
                .listOffsets(Map.of(FEED, OffsetSpec.latest()))
                .partitionResult(FEED)
                .get()
                .offset();
    }

    /** A running member of the test's group. */
    private final class Follower implements Handler, AutoCloseable {
        final List<StepEvent> events = new CopyOnWriteArrayList<>();
        final List<String> problems = new CopyOnWriteArrayList<>();
        final List<String> erasures = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> done;
        private final Consumer<String, byte[]> consumer =
                FollowStepEvents.consumer(Map.of("bootstrap.servers", BROKER.bootstrapServers()), group);
        private final long failsAt;

        Follower(int documentsMax) {
            this(documentsMax, -1);
        }

        /** Fails at that sequence of the test's document. */
        Follower(int documentsMax, long failsAt) {
            this.failsAt = failsAt;
            FollowStepEvents program = new FollowStepEvents(consumer, "stepfold.step-events", documentsMax, this);
            done = CompletableFuture.runAsync(program::run, Thread::startVirtualThread);
        }

        @Override
        public void handle(StepEvent event) {
            if (event.documentId().equals(document.value()) && event.sequence() == failsAt) {
                throw new IllegalStateException("the handler failed");
            }
            events.add(event);
        }

        @Override
        public void erased(String documentId, Instant at) {
            erasures.add(documentId + " " + at);
        }

        @Override
        public void unreadable(ConsumerRecord<String, byte[]> record, String reason) {
            if (Arrays.equals(record.headers().lastHeader("ce_subject").value(), bytes(document.value()))) {
                problems.add(reason);
            }
        }

        void awaitHandled(DocumentId documentId, Long... sequences) {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(events)
                            .filteredOn(event -> event.documentId().equals(documentId.value()))
                            .extracting(StepEvent::sequence)
                            .containsExactly(sequences));
        }

        @Override
        public void close() {
            consumer.wakeup();
            assertThat(done.exceptionally(_ -> null)).succeedsWithin(TIMEOUT);
            consumer.close();
        }
    }
}
