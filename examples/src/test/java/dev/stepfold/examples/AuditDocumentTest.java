package dev.stepfold.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.examples.AuditDocument.Audit;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.testkit.SharedBroker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An audit against a broker in the test's own JVM, and records as Stepfold writes them. */
class AuditDocumentTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Instant ARCHIVED_AT = Instant.parse("2026-02-01T00:00:00Z");

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());
    private final TopicPartition topic = new TopicPartition(KafkaNames.DEFAULT.document(document), 0);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Writer writer;
    private Consumer<String, byte[]> consumer;

    @BeforeEach
    void connect() throws Exception {
        writer = new Writer(BROKER.bootstrapServers());
        consumer = AuditDocument.consumer(Map.of("bootstrap.servers", BROKER.bootstrapServers()));
    }

    /** Does not wait for the answer to the last fetch, which comes after half a second where there is nothing new. */
    @AfterEach
    void disconnect() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        writer.close();
    }

    @Test
    void countsWhatStandsAtItsSequenceAndSaysWhatWasFenced() throws Exception {
        createTopic();
        writer.append(event(0));
        writer.append(event(1));
        writer.append(event(1));
        writer.append(event(3));

        assertThat(audit()).contains(new Audit(3, 1, 0, -1, fold(event(0), event(1), event(3))));
        assertThat(lines())
                .anySatisfy(line -> assertThat(line).startsWith("     0").contains("agent-run started"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("     2")
                        .contains("FENCED: written for sequence 1, agent-step processing"))
                .contains("4 records: 3 count, 1 fenced, 0 unreadable")
                .anySatisfy(line -> assertThat(line).isEqualTo("  \"status\" : \"running\","));
    }

    @Test
    void passesOverWhatIsNoEventOfTheDocument() throws Exception {
        createTopic();
        writer.append(event(0));
        writer.send(new ProducerRecord<>(
                topic.topic(), 0, document.value(), "{\"type\":".getBytes(StandardCharsets.UTF_8)));
        ProducerRecord<String, byte[]> stray = Writer.forwarded(new DocumentId("another"), 2);
        writer.send(new ProducerRecord<>(topic.topic(), 0, stray.key(), stray.value()));
        writer.append(event(3));

        assertThat(audit()).contains(new Audit(2, 0, 2, -1, fold(event(0), event(3))));
        assertThat(lines())
                .anySatisfy(line -> assertThat(line).startsWith("     1").contains("UNREADABLE: not-json"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("     2").contains("UNREADABLE: key or event of another"));
    }

    @Test
    void saysWhenTheBeginningIsGone() throws Exception {
        createTopic();
        writer.append(event(0));
        writer.append(event(1));
        writer.admin
                .deleteRecords(Map.of(topic, RecordsToDelete.beforeOffset(1)))
                .all()
                .get();

        assertThat(audit()).map(Audit::counted).contains(1);
        assertThat(lines())
                .startsWith("from the topic " + topic.topic())
                .anySatisfy(line -> assertThat(line).contains("begins at offset 1"));
    }

    @Test
    void auditsADocumentThatHasNoEventYet() throws Exception {
        createTopic();

        assertThat(audit()).contains(new Audit(0, 0, 0, -1, DocumentState.initial(document)));
    }

    @Test
    void comesToTheEndOfOffsetsThatHaveNoRecord() throws Exception {
        createTopic();
        writer.sendInVain(record(event(0)));

        assertThat(audit()).contains(new Audit(0, 0, 0, -1, DocumentState.initial(document)));
    }

    @Test
    void auditsAnArchivedDocumentByTheSameRule() throws Exception {
        writer.archive(Writer.log(
                document,
                ARCHIVED_AT,
                List.of(
                        record(event(0)),
                        record(event(1)),
                        record(event(1)),
                        new ProducerRecord<>(topic.topic(), 0, document.value(), new byte[] {(byte) 0xFF, 0}),
                        new ProducerRecord<>(topic.topic(), 0, null, null),
                        Writer.forwarded(new DocumentId("another"), 5),
                        record(Writer.archived(document, 6)))));

        assertThat(audit()).contains(new Audit(3, 1, 3, -1, fold(event(0), event(1), Writer.archived(document, 6))));
        assertThat(lines())
                .startsWith(
                        "from the archive, archived at 2026-02-01T00:00:00Z",
                        "     0  2026-01-01T00:00:00Z  agent-run started, run run-1")
                .contains(
                        "     2  2026-01-01T00:00:02Z  FENCED: written for sequence 1, agent-step processing,"
                                + " prompt-understanding: message 1",
                        "     4  2026-01-01T00:00:04Z  UNREADABLE: not-json, no value",
                        "     5  2026-01-01T00:00:05Z  UNREADABLE: key or event of another document",
                        "     6  2026-01-01T00:00:06Z  document-archive archived",
                        "7 records: 3 count, 1 fenced, 3 unreadable")
                .anySatisfy(line -> assertThat(line).startsWith("     3").contains("UNREADABLE: not-json"));
    }

    @Test
    void goesByTheTopicOfADocumentThatWasTakenOutOfTheArchive() throws Exception {
        writer.archive(log(ARCHIVED_AT, event(0), Writer.archived(document, 1)));
        createTopic();
        writer.append(event(0));
        writer.append(Writer.archived(document, 1));
        writer.append(Writer.restored(document, 2));
        writer.append(event(3));

        assertThat(audit())
                .contains(new Audit(
                        4,
                        0,
                        0,
                        -1,
                        fold(event(0), Writer.archived(document, 1), Writer.restored(document, 2), event(3))));
        assertThat(lines()).startsWith("from the topic " + topic.topic());
    }

    @Test
    void goesByTheArchiveWhileTheTopicIsEmpty() throws Exception {
        writer.archive(log(ARCHIVED_AT, event(0), Writer.archived(document, 1)));
        createTopic();

        assertThat(audit()).contains(new Audit(2, 0, 0, -1, fold(event(0), Writer.archived(document, 1))));
    }

    @Test
    void goesByTheLastOfSeveralArchivedLogs() throws Exception {
        writer.archive(log(ARCHIVED_AT, event(0), Writer.archived(document, 1)));
        writer.archive(log(
                ARCHIVED_AT.plusSeconds(60),
                event(0),
                Writer.archived(document, 1),
                Writer.restored(document, 2),
                Writer.archived(document, 3)));
        assertThat(audit()).map(Audit::counted).contains(4);
        assertThat(lines()).startsWith("from the archive, archived at 2026-02-01T00:01:00Z");
    }

    @Test
    void passesOverALogThatWasNotCommitted() throws Exception {
        writer.archive(log(ARCHIVED_AT, event(0), Writer.archived(document, 1)));
        writer.archiveInVain(log(ARCHIVED_AT.plusSeconds(60), event(0)));

        assertThat(audit()).map(Audit::counted).contains(2);
    }

    @Test
    void knowsNoDocumentThatWasErased() throws Exception {
        writer.archive(log(ARCHIVED_AT, event(0), Writer.archived(document, 1)));
        writer.eraseFromArchive(document);

        assertThat(audit()).isEmpty();
    }

    @Test
    void saysThatADocumentWithoutATopicAndAnArchivedLogIsUnknown() {
        assertThat(run(document.value(), BROKER.bootstrapServers())).isEqualTo(1);
        assertThat(lines())
                .containsExactly("document " + document + " is unknown: it has no topic, and no log in the archive");
    }

    @Test
    void tellsByItsExitCodeThatItAudited() throws Exception {
        writer.archive(log(ARCHIVED_AT, event(0), Writer.archived(document, 1)));

        assertThat(run(document.value(), BROKER.bootstrapServers())).isZero();
        assertThat(lines()).contains("2 records: 2 count, 0 fenced, 0 unreadable");
    }

    @Test
    void saysWhyItCouldNotRead() throws Exception {
        DocumentId other = new DocumentId(UUID.randomUUID().toString());
        ArchivePlace place = writer.archive(Writer.log(other, ARCHIVED_AT, List.of(record(Writer.event(other, 0)))));
        writer.place(new ArchivePlace(document, place.partition(), place.offset(), 1, ARCHIVED_AT));

        assertThat(run(document.value(), BROKER.bootstrapServers())).isEqualTo(3);
        assertThat(lines()).singleElement().asString().contains("it is not in the archive at");
    }

    @Test
    void provesALogAndPrintsItsHead() throws Exception {
        List<EncodedEvent> log = linked(4);
        createTopic();
        for (EncodedEvent event : log) {
            writer.send(record(event));
        }
        writer.append(event(1));

        assertThat(audit()).map(Audit::brokenAt).contains(-1L);
        assertThat(lines())
                .contains(
                        "the chain is whole, with links from sequence 0 on",
                        "Head at sequence 3: " + Chain.START.then(log).head());
    }

    @Test
    void tellsByItsExitCodeThatALogWasChanged() throws Exception {
        List<EncodedEvent> log = linked(4);
        log.set(2, new EncodedEvent(changed(2), log.get(2).previous().orElseThrow()));
        createTopic();
        for (EncodedEvent event : log) {
            writer.send(record(event));
        }

        assertThat(run(document.value(), BROKER.bootstrapServers())).isEqualTo(4);
        assertThat(lines()).contains("THE CHAIN IS BROKEN at sequence 3: the log was changed there or before");
    }

    @Test
    void provesAnArchivedLogWhoseFirstEventsHaveNoLinks() throws Exception {
        List<EncodedEvent> old = List.of(EncodedEvent.unlinked(event(0)), EncodedEvent.unlinked(event(1)));
        List<EncodedEvent> log = new ArrayList<>(old);
        log.addAll(EncodedEvent.linked(Chain.START.then(old).head(), List.of(event(2), Writer.archived(document, 3))));
        writer.archive(Writer.log(
                document, ARCHIVED_AT, log.stream().map(event -> record(event)).toList()));

        assertThat(audit()).map(Audit::brokenAt).contains(-1L);
        assertThat(lines())
                .contains(
                        "the chain is whole, with links from sequence 2 on",
                        "Head at sequence 3: " + Chain.START.then(log).head());
    }

    @Test
    void noticesAnArchivedRecordThatWasChanged() throws Exception {
        List<EncodedEvent> log = linked(4);
        log.set(1, EncodedEvent.unlinked(changed(1)));
        writer.archive(Writer.log(
                document, ARCHIVED_AT, log.stream().map(event -> record(event)).toList()));

        assertThat(audit()).map(Audit::brokenAt).contains(1L);
    }

    @Test
    void saysThatALogFromBeforeThereWasAChainHasNoLinks() throws Exception {
        createTopic();
        writer.append(event(0));

        assertThat(audit()).map(Audit::brokenAt).contains(-1L);
        assertThat(lines()).anySatisfy(line -> assertThat(line).startsWith("no record has a link"));
    }

    @Test
    void saysHowItIsCalled() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("a/b")).isEqualTo(2);
        assertThat(lines()).first().asString().startsWith("Usage: AuditDocument");
    }

    private List<EncodedEvent> linked(int count) {
        return new ArrayList<>(EncodedEvent.linked(
                ChainHash.START,
                LongStream.range(0, count).mapToObj(this::event).toList()));
    }

    private RecordedEvent changed(long sequence) {
        RecordedEvent event = event(sequence);
        return new RecordedEvent(
                document, event.runId(), sequence, event.timestamp().plusSeconds(1), event.event());
    }

    private static ProducerRecord<String, byte[]> record(EncodedEvent event) {
        return Records.forDocument(KafkaNames.DEFAULT, event, Writer.TRACE, DocumentLogSlice.NONE_FORWARDED);
    }

    private static ProducerRecord<String, byte[]> record(RecordedEvent event) {
        return Records.forDocument(KafkaNames.DEFAULT, event, Writer.TRACE);
    }

    private ArchivedLog log(Instant archivedAt, RecordedEvent... events) {
        return Writer.log(
                document,
                archivedAt,
                Arrays.stream(events).map(event -> record(event)).toList());
    }

    private RecordedEvent event(long sequence) {
        return Writer.event(document, sequence);
    }

    private DocumentState fold(RecordedEvent... events) {
        return DocumentFold.fold(document, List.of(events));
    }

    /** Kafka answers a creation before every broker knows of it. */
    private void createTopic() throws Exception {
        writer.create(document);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !consumer.partitionsFor(topic.topic()).isEmpty());
    }

    private Optional<Audit> audit() {
        return AuditDocument.audit(
                consumer, KafkaNames.DEFAULT, document, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private int run(String... arguments) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return AuditDocument.run(arguments, out, out);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
