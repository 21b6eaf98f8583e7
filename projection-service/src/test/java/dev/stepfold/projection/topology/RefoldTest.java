package dev.stepfold.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.projection.EventStory;
import dev.stepfold.projection.topology.Suspects.Cause;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feed and the documents' logs do not agree, as after a power cut that took the end of some of Kafka's files. */
class RefoldTest {
    private static final DocumentId CLINIC = new DocumentId("clinic");
    private static final Traceparent TRACE = Traceparent.random(new Random(1));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path stateDir;

    private final FakeLogs logs = new FakeLogs();
    private final EventStory whole = EventStory.of("clinic").wholeRun("Create a clinic");

    @SuppressWarnings("NullAway.Init") // set before each test
    private TopologyTestDriver driver;

    @BeforeEach
    void open() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(
                DocumentTopology.build(DocumentTopology.Config.DEFAULT, KafkaNames.DEFAULT, logs.healing()), settings);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void readsNoLogAsLongAsTheFeedContinuesTheState() {
        // Given
        logs.put(whole);

        // When
        send(whole.records());
        send(whole.records());
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(logs.reads).isZero();
    }

    @Test
    void foldsTheLogWhereTheFeedHasAHole() {
        // Given
        logs.put(whole);
        send(whole.records().subList(0, 5));

        // When
        send(whole.records().subList(9, 10));
        assertThat(state().sequence()).isEqualTo(4);
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(logs.refolded).containsExactly(Cause.HOLE);
    }

    @Test
    void takesTheEventsOfTheFeedThatARefoldWasAheadOfForRepetitions() {
        // Given
        logs.put(whole);
        send(whole.records().subList(0, 5));
        send(whole.records().subList(9, 10));
        refold();
        int reads = logs.reads;

        // When
        send(whole.records().subList(10, whole.records().size()));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(logs.reads).isEqualTo(reads);
    }

    @Test
    void followsALogThatWasCutAndWentOnOtherwise() {
        // Given
        EventStory cut = whole.cutAfter(10).processing(StepId.DATABASE_GENERATION);
        send(whole.records());
        assertThat(row().status()).isEqualTo(RunStatus.COMPLETED);

        // When
        logs.put(cut);
        send(cut.records().subList(11, 12));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(cut));
        assertThat(row().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(row().sequence()).isEqualTo(11);
        assertThat(list(RunStatus.COMPLETED)).isEmpty();
        assertThat(list(RunStatus.RUNNING)).hasSize(1);
        assertThat(logs.refolded).containsExactly(Cause.FORK);
    }

    @Test
    void followsALogWhoseLastEventIsAnotherOne() {
        // Given
        EventStory other = whole.cutAfter(3).runFailed(StepId.first());
        send(whole.records().subList(0, 5));

        // When
        logs.put(other);
        send(other.records().subList(4, 5));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(other));
    }

    @Test
    void doesNotAddAnEventToAStateOfAnotherLog() {
        // Given
        EventStory other = whole.cutAfter(3).retrying(StepId.first()).processing(StepId.first());
        send(whole.records().subList(0, 5));
        DocumentState before = state();

        // When
        logs.put(other);
        send(other.records().subList(5, 6));

        // Then
        assertThat(state()).isEqualTo(before);
        refold();
        assertThat(state()).isEqualTo(folded(other));
        assertThat(logs.refolded).containsExactly(Cause.FORK);
    }

    @Test
    void followsALogThatASweepFoundShorter() {
        // Given
        EventStory cut = whole.cutAfter(10);
        send(whole.records());
        logs.put(cut);

        // When
        logs.suspects.add(0, CLINIC, Cause.LOG_SHORTER);
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(cut));
        assertThat(row().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(logs.suspects.count()).isZero();
    }

    @Test
    void foldsTheLogWhereAnEarlierVersionFoldedTheState() {
        // Given
        logs.put(whole);
        send(whole.records().subList(0, 10));
        DocumentState lacking = DocumentFold.fold(CLINIC, List.of(whole.event(0), whole.event(9)));
        driver.<String, StoredState>getTimestampedKeyValueStore(DocumentTopology.DOCUMENTS)
                .put(
                        "clinic",
                        ValueAndTimestamp.make(new StoredState.Current(lacking, null, 0, DocumentFold.VERSION - 1), 0));

        // When
        send(whole.records().subList(10, whole.records().size()));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(((StoredState.Current) store().get("clinic")).isFoldedByEarlier())
                .isFalse();
        assertThat(logs.refolded).containsExactly(Cause.EARLIER_FOLD);
    }

    @Test
    void servesTheStateOfAnEarlierVersionWhereTheLogHasNothingBetter() {
        // Given
        logs.putEmpty(CLINIC);
        driver.<String, StoredState>getTimestampedKeyValueStore(DocumentTopology.DOCUMENTS)
                .put(
                        "clinic",
                        ValueAndTimestamp.make(
                                new StoredState.Current(folded(whole), null, 0, DocumentFold.VERSION - 1), 0));

        // When
        logs.suspects.add(0, CLINIC, Cause.EARLIER_FOLD);
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(((StoredState.Current) store().get("clinic")).isFoldedByEarlier())
                .isFalse();
        assertThat(logs.emptyLogs).isEqualTo(1);
    }

    @Test
    void goesOnFromARefoldedStateWithTheNextEvent() {
        // Given
        EventStory cut = whole.cutAfter(10);
        send(whole.records());
        logs.put(cut);
        logs.suspects.add(0, CLINIC, Cause.LOG_SHORTER);
        refold();
        int reads = logs.reads;

        // When
        cut.retrying(StepId.first()).runFailed(StepId.first());
        send(cut.records().subList(11, 13));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(cut));
        assertThat(logs.reads).isEqualTo(reads);
    }

    @Test
    void goesOnOverAFencedWrite() {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic").processing(StepId.first());
        List<EncodedEvent> begin = story.records();
        EncodedEvent behind = new EncodedEvent(
                whole.event(3), begin.get(1).hashAfter(begin.get(0).hashAfter(ChainHash.START)));

        // When
        send(begin);
        send(List.of(behind));
        refold();

        // Then
        assertThat(state().sequence()).isEqualTo(3);
        assertThat(logs.reads).isZero();
    }

    @Test
    void judgesEventsWithoutALinkByTheirSequence() {
        // Given
        send(whole.events().stream().limit(5).map(EncodedEvent::unlinked).toList());

        // When
        send(List.of(EncodedEvent.unlinked(whole.event(6))));
        refold();

        // Then
        assertThat(state().sequence()).isEqualTo(6);
        assertThat(logs.reads).isZero();
    }

    @Test
    void coversAnOldLogFromItsFirstLinkOn() {
        // Given
        logs.put(whole);
        send(whole.events().stream().limit(5).map(EncodedEvent::unlinked).toList());

        // When
        send(whole.records().subList(5, 8));
        refold();

        // Then
        assertThat(state().sequence()).isEqualTo(7);
        assertThat(logs.reads).isZero();
    }

    @Test
    void noticesThatALinkDoesNotMatchWhatCameBeforeItWithoutLinks() {
        // Given
        EventStory other = whole.cutAfter(3).retrying(StepId.first()).processing(StepId.first());
        logs.put(other);
        send(whole.events().stream().limit(5).map(EncodedEvent::unlinked).toList());

        // When
        send(other.records().subList(5, 6));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(other));
    }

    @Test
    void findsADocumentWhoseFirstEventsAreNotInTheFeed() {
        // Given
        logs.put(whole);

        // When
        send(whole.records().subList(3, 5));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(row().createdAt()).isEqualTo(whole.event(0).timestamp());
    }

    @Test
    void triesAgainWhenKafkaIsBack() {
        // Given
        logs.put(whole);
        logs.isAway = true;
        send(whole.records().subList(0, 5));
        send(whole.records().subList(9, 10));
        refold();
        assertThat(state().sequence()).isEqualTo(4);
        assertThat(logs.suspects.count()).isEqualTo(1);

        // When
        logs.isAway = false;
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(logs.suspects.count()).isZero();
    }

    @Test
    void letsNoLogThatCannotBeReadHoldUpTheOthers() {
        // Given
        DocumentId shop = new DocumentId("shop");
        logs.unreadable.add(shop);
        logs.put(whole);
        logs.suspects.add(0, shop, Cause.LOG_LONGER);
        logs.suspects.add(0, CLINIC, Cause.LOG_LONGER);

        // When
        refold();
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(logs.suspects.count()).isEqualTo(1);
    }

    @Test
    void keepsTheStateOfADocumentWhoseLogIsEmpty() {
        // Given
        send(whole.records());
        logs.putEmpty(CLINIC);

        // When
        logs.suspects.add(0, CLINIC, Cause.LOG_SHORTER);
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(logs.emptyLogs).isEqualTo(1);
    }

    @Test
    void keepsTheStateOfADocumentWithoutALog() {
        // Given
        send(whole.records());

        // When
        logs.suspects.add(0, CLINIC, Cause.LOG_SHORTER);
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(whole));
        assertThat(logs.emptyLogs).isZero();
    }

    @Test
    void doesNotBringBackAnErasedDocument() {
        // Given
        logs.put(whole);
        send(whole.records());
        sendTombstone(whole.event(0).timestamp().plusSeconds(1_000));

        // When
        logs.suspects.add(0, CLINIC, Cause.LOG_LONGER);
        refold();

        // Then
        assertThat(store().get("clinic")).isNull();
    }

    @Test
    void followsADocumentMadeAnewWhoseTombstoneIsNotInTheFeed() {
        // Given
        EventStory anew = EventStory.of("clinic").started("Create a shop").processing(StepId.first());
        logs.put(anew);
        send(whole.records());

        // When
        send(anew.records().subList(0, 1));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(anew));
        assertThat(list(RunStatus.COMPLETED)).isEmpty();
        assertThat(list(RunStatus.RUNNING)).hasSize(1);
    }

    @Test
    void readsALongLogInStretches() {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic");
        for (int i = 0; i < 2 * Refold.STRETCH_MAX; i++) {
            story.retrying(StepId.first());
        }
        logs.put(story);
        send(story.records().subList(0, 1));

        // When
        send(story.records().subList(399, 401));
        refold();

        // Then
        assertThat(state()).isEqualTo(folded(story));
        assertThat(logs.reads).isEqualTo(3);
    }

    private void refold() {
        driver.advanceWallClockTime(Duration.ofSeconds(3));
    }

    private void send(List<EncodedEvent> events) {
        events.forEach(event -> input().pipeInput(testRecord(Records.forStepEvents(KafkaNames.DEFAULT, event, TRACE))));
    }

    private void sendTombstone(Instant at) {
        input().pipeInput(testRecord(Records.forStepEvents(KafkaNames.DEFAULT, new Tombstone(CLINIC, at), TRACE)));
    }

    private static TestRecord<String, byte[]> testRecord(ProducerRecord<String, byte[]> record) {
        return new TestRecord<>(record.key(), record.value(), record.headers());
    }

    private TestInputTopic<String, byte[]> input() {
        return driver.createInputTopic(
                KafkaNames.DEFAULT.stepEvents(), new StringSerializer(), new ByteArraySerializer());
    }

    private static DocumentState folded(EventStory story) {
        return DocumentFold.fold(story.documentId(), story.events());
    }

    private KeyValueStore<String, StoredState> store() {
        return driver.getKeyValueStore(DocumentTopology.DOCUMENTS);
    }

    private KeyValueStore<String, byte[]> index() {
        return driver.getKeyValueStore(DocumentTopology.DOCUMENTS_BY_OWNER);
    }

    private DocumentState state() {
        assertThat(store().get("clinic")).isInstanceOf(StoredState.Current.class);
        return ((StoredState.Current) store().get("clinic")).state();
    }

    private DocumentRow row() {
        return OwnerIndex.row(index(), CLINIC).orElseThrow();
    }

    private List<DocumentRow> list(RunStatus status) {
        return OwnerIndex.page(index(), store(), new OwnerIndex.Selection(null, status), null, 10);
    }
}
