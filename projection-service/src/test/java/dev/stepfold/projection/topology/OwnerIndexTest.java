package dev.stepfold.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.projection.EventStory;
import dev.stepfold.projection.topology.OwnerIndex.Place;
import dev.stepfold.projection.topology.OwnerIndex.Selection;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.event.TokenUsage;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.TokensSpent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lists show of the documents that the topology has folded. */
class OwnerIndexTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Owner ANN = new Owner("ann@example.org");
    private static final Owner BOB = new Owner("bob");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path stateDir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TopologyTestDriver driver;

    @BeforeEach
    void open() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(
                DocumentTopology.build(DocumentTopology.Config.DEFAULT, KafkaNames.DEFAULT, FakeLogs.none()), settings);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void listsAnOwnersDocumentsNewestFirstThenById() {
        // When
        started("older", ANN, NOON);
        started("zebra", ANN, NOON.plusSeconds(1));
        started("apple", ANN, NOON.plusSeconds(1));
        started("other", BOB, NOON.plusSeconds(2));

        // Then
        assertThat(ids(ANN, null)).containsExactly("apple", "zebra", "older");
        assertThat(ids(null, null)).containsExactly("other", "apple", "zebra", "older");
        assertThat(ids(new Owner("ann"), null)).isEmpty();
    }

    @Test
    void movesADocumentWhenItsStatusChanges() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        send(story.events().subList(0, 4));
        assertThat(ids(Owner.LOCAL, RunStatus.RUNNING)).containsExactly("clinic");

        // When
        send(story.events());

        // Then
        assertThat(ids(Owner.LOCAL, RunStatus.RUNNING)).isEmpty();
        assertThat(ids(Owner.LOCAL, RunStatus.COMPLETED)).containsExactly("clinic");
        assertThat(ids(null, RunStatus.COMPLETED)).containsExactly("clinic");
        DocumentRow row = page(Owner.LOCAL, null, null, 9).getFirst();
        assertThat(row.sequence()).isEqualTo(story.events().getLast().sequence());
        assertThat(row.createdAt()).isEqualTo(story.event(0).timestamp());
        assertThat(row.lastStreamUpdate()).isEqualTo(story.events().getLast().timestamp());
        assertThat(entryCount())
                .as("four entries, the row, and the note of the backfill")
                .isLessThanOrEqualTo(6);
    }

    @Test
    void goesOnAfterAPlaceWithoutLeavingAnythingOut() {
        // Given
        for (int i = 0; i < 7; i++) {
            started("doc-" + i, ANN, NOON.plusSeconds(i / 2));
        }
        List<String> all = ids(ANN, null);

        // When
        DocumentRow last = page(ANN, null, null, 3).getLast();
        List<DocumentRow> rest = page(ANN, null, new Place(last.createdAt(), last.documentId()), 100);

        // Then
        assertThat(all).hasSize(7);
        assertThat(rest.stream().map(row -> row.documentId().value())).containsExactlyElementsOf(all.subList(3, 7));
    }

    @Test
    void takesTheOlderOfARowAndAStateThatContradictEachOther() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        DocumentId clinic = story.documentId();
        long last = story.events().getLast().sequence();
        KeyValueStore<String, StoredState> states = driver.getKeyValueStore(DocumentTopology.DOCUMENTS);
        send(story.events());
        assertThat(OwnerIndex.sequenceOfBoth(index(), states, clinic)).isEqualTo(last);

        // When
        StoredState whole = states.get(clinic.value());
        states.delete(clinic.value());

        // Then
        assertThat(OwnerIndex.sequence(index(), states, clinic)).isEqualTo(last);
        assertThat(OwnerIndex.sequenceOfBoth(index(), states, clinic)).isEqualTo(-1);

        // When
        states.put(clinic.value(), whole);
        OwnerIndex.remove(index(), clinic);

        // Then
        assertThat(OwnerIndex.sequenceOfBoth(index(), states, clinic)).isEqualTo(-1);
    }

    @Test
    void showsHowFarARunIsWithoutARowForEachEvent() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        send(story.events().subList(0, 1));
        Optional<DocumentRow> begun = OwnerIndex.row(index(), story.documentId());

        // When
        send(story.events().subList(1, 6));

        // Then
        DocumentRow row = page(Owner.LOCAL, null, null, 1).getFirst();
        assertThat(row.sequence()).isEqualTo(5);
        assertThat(row.lastStreamUpdate()).isEqualTo(story.event(5).timestamp());
        assertThat(row.createdAt()).isEqualTo(story.event(0).timestamp());
        assertThat(OwnerIndex.row(index(), story.documentId())).isEqualTo(begun);
    }

    @Test
    void showsWhatARunCostWhileItGoesOnAndOnceItIsOver() {
        // Given
        EventStory story = EventStory.of("clinic")
                .started("Create a clinic")
                .then(AgentStep.Processing.asking(StepId.first(), "Asking the model gpt", 1, 4, "gpt"))
                .then(new StepResult(
                        StepId.first(),
                        JsonNodeFactory.instance.objectNode(),
                        "Understood",
                        new ResultMetrics(Duration.ZERO, "gpt", new TokenUsage(70, 30)),
                        List.of()));
        TokensSpent spent = new TokensSpent(70, 30, 0);

        // When
        send(story.events().subList(0, 2));

        // Then
        assertThat(page(Owner.LOCAL, null, null, 1).getFirst().tokensSpent()).isNull();

        // When
        send(story.events());

        // Then
        assertThat(page(Owner.LOCAL, null, null, 1).getFirst().tokensSpent()).isEqualTo(spent);

        // When
        send(story.runFailed(StepId.first()).events());

        // Then
        assertThat(OwnerIndex.row(index(), story.documentId()))
                .hasValueSatisfying(row -> assertThat(row.tokensSpent()).isEqualTo(spent));
    }

    @Test
    void shortensALongRequestWithoutBreakingACharacter() {
        // When
        send(EventStory.of("clinic")
                .started("x".repeat(199) + "😀 and much more")
                .events());

        // Then
        assertThat(page(Owner.LOCAL, null, null, 1).getFirst().request()).isEqualTo("x".repeat(199));
    }

    @Test
    void takesInDocumentsThatWereFoldedBeforeThereWasAnIndex() {
        // Given
        int count = ProjectDocument.BACKFILL_MAX + 50;
        for (int i = 0; i < count; i++) {
            EventStory story =
                    EventStory.of("doc-" + i).started("Create a clinic").runCompleted();
            send(story.events());
            OwnerIndex.remove(index(), story.documentId());
        }

        // When
        driver.advanceWallClockTime(ProjectDocument.BACKFILL_INTERVAL);
        boolean completeAtOnce = OwnerIndex.isComplete(index());
        driver.advanceWallClockTime(ProjectDocument.BACKFILL_INTERVAL);

        // Then
        assertThat(completeAtOnce).isFalse();
        assertThat(OwnerIndex.isComplete(index())).isTrue();
        assertThat(page(Owner.LOCAL, RunStatus.COMPLETED, null, 1_000)).hasSize(count);
    }

    @Test
    void isMadeRightByAnEventThatTheStateHasAlready() {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic").processing(StepId.first());
        send(story.events());
        OwnerIndex.remove(index(), story.documentId());

        // When
        send(List.of(story.event(0)));

        // Then
        assertThat(ids(Owner.LOCAL, RunStatus.RUNNING)).containsExactly("clinic");
        assertThat(page(Owner.LOCAL, null, null, 1).getFirst().createdAt())
                .isEqualTo(story.event(0).timestamp());
    }

    @Test
    void forgetsAnErasedDocument() {
        // Given
        send(EventStory.of("clinic").wholeRun("Create a clinic").events());
        send(EventStory.of("shop").started("Create a shop").events());

        // When
        erase("clinic", NOON.plus(Duration.ofDays(3)));

        // Then
        assertThat(ids(null, null)).containsExactly("shop");
        assertThat(documents().get("clinic")).isNull();
    }

    @Test
    void doesNotBringAnErasedDocumentBackForEventsThatComeLate() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        send(story.events().subList(0, 5));
        erase("clinic", NOON.plus(Duration.ofDays(3)));

        // When
        send(story.events().subList(5, 9));
        send(story.events());

        // Then
        assertThat(ids(null, null)).isEmpty();
        assertThat(documents().get("clinic")).isNull();
    }

    @Test
    void beginsADocumentThatIsMadeAnewUnderTheSameId() {
        // Given
        send(EventStory.of("clinic").wholeRun("Create a clinic").events());
        erase("clinic", NOON.plus(Duration.ofDays(3)));

        // When
        started("clinic", BOB, NOON.plus(Duration.ofDays(4)));

        // Then
        assertThat(ids(BOB, RunStatus.RUNNING)).containsExactly("clinic");
        assertThat(ids(Owner.LOCAL, null)).isEmpty();
        assertThat(page(BOB, null, null, 1).getFirst().sequence()).isZero();
    }

    @Test
    void passesOverWhatComesLateOfAnErasedDocumentWhenItIsMadeAnew() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        send(story.events().subList(0, 3));
        erase("clinic", NOON.plus(Duration.ofDays(3)));
        started("clinic", BOB, NOON.plus(Duration.ofDays(4)));

        // When
        send(story.events());
        erase("clinic", NOON.plus(Duration.ofDays(2)));

        // Then
        assertThat(page(null, null, null, 9)).hasSize(1).allSatisfy(row -> {
            assertThat(row.owner()).isEqualTo(BOB);
            assertThat(row.sequence()).isZero();
        });
    }

    @Test
    void forgetsWhatAnIndexThatIsAheadKnowsToBeErased() {
        // Given
        EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
        send(story.events());
        OwnerIndex.noteErased(index(), story.documentId(), NOON.plus(Duration.ofDays(3)));

        // When
        erase("clinic", NOON.plus(Duration.ofDays(3)));

        // Then
        assertThat(documents().get("clinic")).isNull();
        assertThat(ids(null, null)).isEmpty();
    }

    private void started(String documentId, Owner owner, Instant at) {
        send(List.of(new RecordedEvent(
                new DocumentId(documentId),
                new RunId("run"),
                0,
                at,
                new AgentRun.Started(new CommandId("command"), owner, "Create it", RunOptions.DEFAULT, null))));
    }

    private void send(List<RecordedEvent> events) {
        events.forEach(event -> input().pipeInput(event.documentId().value(), JsonCodec.EVENTS.encode(event)));
    }

    private void erase(String documentId, Instant at) {
        var record = Records.forStepEvents(
                KafkaNames.DEFAULT, new Tombstone(new DocumentId(documentId), at), Traceparent.random(new Random(1)));
        input().pipeInput(new TestRecord<>(record.key(), record.value(), record.headers()));
    }

    private List<String> ids(@Nullable Owner owner, @Nullable RunStatus status) {
        return page(owner, status, null, 1_000).stream()
                .map(row -> row.documentId().value())
                .toList();
    }

    private List<DocumentRow> page(
            @Nullable Owner owner, @Nullable RunStatus status, @Nullable Place after, int limit) {
        return OwnerIndex.page(index(), documents(), new Selection(owner, status), after, limit);
    }

    private int entryCount() {
        int count = 0;
        try (var all = index().all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    private TestInputTopic<String, byte[]> input() {
        return driver.createInputTopic(
                KafkaNames.DEFAULT.stepEvents(), new StringSerializer(), new ByteArraySerializer());
    }

    private KeyValueStore<String, byte[]> index() {
        return driver.getKeyValueStore(DocumentTopology.DOCUMENTS_BY_OWNER);
    }

    private KeyValueStore<String, StoredState> documents() {
        return driver.getKeyValueStore(DocumentTopology.DOCUMENTS);
    }
}
