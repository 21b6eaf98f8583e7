package dev.stepfold.projection.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.projection.EventStory;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTopologyTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path stateDir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TopologyTestDriver driver;

    @BeforeEach
    void open() {
        open(DocumentTopology.Config.DEFAULT);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void foldsAWholeRun() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");

        // When
        send(story.events());

        // Then
        DocumentState state = stateOf("clinic");
        assertThat(state).isEqualTo(DocumentFold.fold(story.documentId(), story.events()));
        assertThat(state.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(state.stepProgress())
                .hasSize(6)
                .allSatisfy((_, status) -> assertThat(status).isEqualTo(StepStatus.COMPLETE));
    }

    @Test
    void foldsRetriesSkipsAndFailure() {
        // Given
        EventStory story = EventStory.of("clinic")
                .started("Create a clinic")
                .processing(StepId.PROMPT_UNDERSTANDING)
                .retrying(StepId.PROMPT_UNDERSTANDING)
                .skipped(StepId.SCHEDULE_GENERATION)
                .runFailed(StepId.PROMPT_UNDERSTANDING);

        // When
        send(story.events());

        // Then
        DocumentState state = stateOf("clinic");
        assertThat(state.status()).isEqualTo(RunStatus.FAILED);
        assertThat(state.progressOf(StepId.PROMPT_UNDERSTANDING)).isEqualTo(StepStatus.RETRYING);
        assertThat(state.progressOf(StepId.SCHEDULE_GENERATION)).isEqualTo(StepStatus.SKIPPED);
        assertThat(state.sequence()).isEqualTo(4);
    }

    @Test
    void keepsDocumentsApart() {
        // Given
        EventStory clinic = EventStory.of("clinic").started("Create a clinic");
        EventStory shop = EventStory.of("shop").started("Create a shop").processing(StepId.first());

        // When
        send(List.of(clinic.event(0), shop.event(0), shop.event(1)));

        // Then
        assertThat(stateOf("clinic").request()).isEqualTo("Create a clinic");
        assertThat(stateOf("shop").request()).isEqualTo("Create a shop");
        assertThat(stateOf("shop").sequence()).isEqualTo(1);
    }

    @Test
    void dropsAnEventThatItHas() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        send(story.events());
        DocumentState once = stateOf("clinic");

        // When
        send(story.events());

        // Then
        assertThat(stateOf("clinic")).isEqualTo(once);
    }

    @Test
    void dropsAnEventThatIsOutOfDate() {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic").processing(StepId.first());
        send(story.events());

        // When
        send(List.of(story.event(0)));

        // Then
        assertThat(stateOf("clinic").sequence()).isEqualTo(1);
        assertThat(stateOf("clinic").streamHistory()).hasSize(2);
    }

    @Test
    void losesADocumentWhoseFirstEventsAreNoLongerKept() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        List<RecordedEvent> kept = story.events().subList(3, story.events().size());

        // When
        send(kept);

        // Then
        assertThat(store().get("clinic"))
                .isInstanceOfSatisfying(
                        StoredState.Lost.class,
                        lost -> assertThat(lost.reason()).isEqualTo("its first events are no longer in the feed"));
    }

    @Test
    void beginsALostDocumentWhenItsEventsComeAgainFromTheFirst() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        send(story.events().subList(3, 6));

        // When
        send(story.events());

        // Then
        assertThat(stateOf("clinic")).isEqualTo(DocumentFold.fold(story.documentId(), story.events()));
    }

    @Test
    void sendsARecordWithoutAValueToTheDeadLetters() {
        assertDeadLetter("clinic", null, "not-json");
    }

    @Test
    void sendsWhatIsNotJsonToTheDeadLetters() {
        assertDeadLetter("clinic", "{\"oops".getBytes(UTF_8), "not-json");
    }

    @Test
    void sendsBytesThatAreNoTextToTheDeadLetters() {
        assertDeadLetter("clinic", new byte[] {(byte) 0xff, 0, (byte) 0xfe}, "not-json");
    }

    @Test
    void sendsAnUnknownTypeToTheDeadLetters() {
        assertDeadLetter("clinic", edited("\"agent-run\"", "\"agent-nap\""), "unknown-type");
    }

    @Test
    void sendsAnEventWithAMissingFieldToTheDeadLetters() {
        assertDeadLetter("clinic", edited("\"request\"", "\"requested\""), "invalid");
    }

    @Test
    void sendsAnEventUnderAnotherDocumentsKeyToTheDeadLetters() {
        assertDeadLetter("shop", edited("", ""), "key-mismatch");
    }

    @Test
    void sendsAnEventWithoutAKeyToTheDeadLetters() {
        assertDeadLetter(null, edited("", ""), "key-mismatch");
    }

    @Test
    void keepsNothingOfAnUnreadableRecordInTheStore() {
        // When
        input().pipeInput("clinic", "[]".getBytes(UTF_8));

        // Then
        assertThat(store().get("clinic")).isNull();
    }

    @Test
    void writesStatesAsTheContractSaysSoThatTheyCanBeAnsweredAndReadBack() {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic");
        StoredStateSerde serde = new StoredStateSerde(1_000_000);
        DocumentState state = DocumentFold.fold(story.documentId(), story.events());

        // When
        byte[] bytes = serde.serializer().serialize("any", new StoredState.Current(state));

        // Then
        assertThat(new String(bytes, UTF_8))
                .isEqualTo(new String(JsonCodec.STATES.encode(state), UTF_8)
                        .replaceFirst("}$", ",\"foldVersion\":" + DocumentFold.VERSION + "}"));
        assertThat(serde.deserializer().deserialize("any", bytes)).isEqualTo(new StoredState.Current(state));
    }

    @Test
    void losesAStateThatItCannotReadAndGoesOnWithTheOthers() {
        // Given
        byte[] unreadable = "{\"documentId\":\"clinic\"}".getBytes(UTF_8);
        StoredState stored = new StoredStateSerde(1_000_000).deserializer().deserialize("any", unreadable);
        driver.<String, StoredState>getTimestampedKeyValueStore(DocumentTopology.DOCUMENTS)
                .put("clinic", ValueAndTimestamp.make(stored, 0));
        EventStory clinic = EventStory.of("clinic").started("Create a clinic");
        EventStory shop = EventStory.of("shop").started("Create a shop");

        // When
        send(List.of(clinic.event(0), shop.event(0)));

        // Then
        assertThat(store().get("clinic"))
                .isInstanceOfSatisfying(
                        StoredState.Lost.class,
                        lost -> assertThat(lost.reason())
                                .startsWith("the stored state cannot be read by this version"));
        assertThat(stateOf("shop").sequence()).isZero();
    }

    @Test
    void losesAStateThatOutgrowsTheLargestRecordAndGoesOnWithTheOthers() {
        // Given
        driver.close();
        open(new DocumentTopology.Config(4_000, 100, 1_000_000));
        EventStory clinic = EventStory.of("clinic").wholeRun("Create a clinic");
        EventStory shop = EventStory.of("shop").started("Create a shop");

        // When
        send(clinic.events());
        send(shop.events());

        // Then
        assertThat(store().get("clinic"))
                .isInstanceOfSatisfying(
                        StoredState.Lost.class,
                        lost -> assertThat(lost.reason()).startsWith("the state outgrew 4000 bytes at sequence"));
        assertThat(stateOf("shop").sequence()).isZero();
    }

    @Test
    void keepsAllEventsOfAnInterleavedStream() {
        // Given
        List<EventStory> stories = IntStream.range(0, 20)
                .mapToObj(i -> EventStory.of("document-" + i).wholeRun("Request " + i))
                .toList();
        int length = stories.getFirst().events().size();

        // When
        IntStream.range(0, length).forEach(sequence -> stories.forEach(story -> send(List.of(story.event(sequence)))));

        // Then
        assertThat(stories)
                .allSatisfy(story -> assertThat(stateOf(story.documentId().value()))
                        .isEqualTo(DocumentFold.fold(story.documentId(), story.events())));
    }

    private void assertDeadLetter(@Nullable String key, byte @Nullable [] value, String reason) {
        // Given
        EventStory next = EventStory.of("next").started("Create what comes next");

        // When
        input().pipeInput(key, value);
        send(next.events());

        // Then
        TestRecord<String, byte[]> letter = deadLetters().readRecord();
        assertThat(letter.key()).isEqualTo("stepfold.step-events/0/0");
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter.headers(), DeadLetter.REASON)).isEqualTo(reason);
        assertThat(header(letter.headers(), DeadLetter.MESSAGE)).isNotBlank();
        assertThat(header(letter.headers(), DeadLetter.TOPIC)).isEqualTo(KafkaNames.DEFAULT.stepEvents());
        assertThat(header(letter.headers(), DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(header(letter.headers(), DeadLetter.OFFSET)).isEqualTo("0");
        assertThat(header(letter.headers(), DeadLetter.KEY)).isEqualTo(key);
        assertThat(header(letter.headers(), DeadLetter.SERVICE)).isEqualTo("projection");
        assertThat(deadLetters().isEmpty()).isTrue();
        assertThat(stateOf("next").sequence()).isZero();
    }

    private static byte[] edited(String original, String replacement) {
        EventStory story = EventStory.of("clinic").started("Create a clinic");
        String json = new String(JsonCodec.EVENTS.encode(story.event(0)), UTF_8);
        return json.replace(original, replacement).getBytes(UTF_8);
    }

    private static @Nullable String header(Headers headers, String name) {
        return headers.lastHeader(name) == null
                ? null
                : new String(headers.lastHeader(name).value(), UTF_8);
    }

    private void open(DocumentTopology.Config config) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(DocumentTopology.build(config, KafkaNames.DEFAULT, FakeLogs.none()), settings);
    }

    private void send(List<RecordedEvent> events) {
        TestInputTopic<String, byte[]> input = input();
        events.forEach(event -> input.pipeInput(event.documentId().value(), JsonCodec.EVENTS.encode(event)));
    }

    private TestInputTopic<String, byte[]> input() {
        return driver.createInputTopic(
                KafkaNames.DEFAULT.stepEvents(), new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> deadLetters() {
        return driver.createOutputTopic(
                KafkaNames.DEFAULT.deadLetters(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private KeyValueStore<String, StoredState> store() {
        return driver.getKeyValueStore(DocumentTopology.DOCUMENTS);
    }

    private DocumentState stateOf(String documentId) {
        StoredState stored = store().get(documentId);
        assertThat(stored).isInstanceOf(StoredState.Current.class);
        return ((StoredState.Current) stored).state();
    }
}
