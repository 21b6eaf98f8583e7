package dev.stepfold.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.projection.EventStory;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WriteBackStoreTest {
    private static final int STATE_BYTES_MAX = 1_000_000;
    private static final long BYTES_MAX = 64_000_000;

    private final BytesStore bytes = new BytesStore();
    private final StatesInMemory bound = new StatesInMemory(100, BYTES_MAX);
    private final WriteBackStore store = over(bytes, bound);

    @Test
    void writesOnceForAllEventsBetweenTwoCommits() {
        // Given
        List<DocumentState> states = statesOf("clinic");
        states.forEach(state -> put(store, state));
        List<String> writtenBefore = bytes.puts();

        // When
        store.flushCache();

        // Then
        assertThat(writtenBefore).isEmpty();
        assertThat(bytes.puts()).containsExactly("clinic");
        assertThat(bytes.stored("clinic")).isEqualTo(new StoredState.Current(states.getLast()));
    }

    @Test
    void writesNothingAtACommitIfNothingChanged() {
        // Given
        put(store, last("clinic"));
        store.flushCache();

        // When
        store.flushCache();

        // Then
        assertThat(bytes.puts()).containsExactly("clinic");
    }

    @Test
    void answersWithTheNewestStateBeforeItIsWritten() {
        // Given
        List<DocumentState> states = statesOf("clinic");
        put(store, states.get(0));
        store.flushCache();

        // When
        put(store, states.get(1));

        // Then
        assertThat(stateIn(store, "clinic")).isEqualTo(states.get(1));
        assertThat(bytes.stored("clinic")).isEqualTo(new StoredState.Current(states.get(0)));
    }

    @Test
    void readsNoBytesOfAStateThatItHas() {
        // Given
        put(store, last("clinic"));
        store.flushCache();

        // When
        StoredState read = read(store, "clinic");

        // Then
        assertThat(bytes.gets()).isEmpty();
        assertThat(read).isSameAs(read(store, "clinic"));
    }

    @Test
    void makesTheBytesOfAStateOnceForAllReaders() {
        // Given
        put(store, last("clinic"));
        byte[] beforeTheCommit = ((StoredState.Current) Objects.requireNonNull(read(store, "clinic"))).json();

        // When
        store.flushCache();

        // Then
        assertThat(((StoredState.Current) Objects.requireNonNull(read(store, "clinic"))).json())
                .isSameAs(beforeTheCommit);
        assertThat(bytes.stored("clinic")).isEqualTo(new StoredState.Current(last("clinic")));
    }

    @Test
    void writesWhatItPushesOut() {
        // Given
        WriteBackStore two = over(bytes, new StatesInMemory(2, BYTES_MAX));
        put(two, last("a"));
        put(two, last("b"));

        // When
        put(two, last("c"));

        // Then
        assertThat(bytes.puts()).containsExactly("a");
        assertThat(stateIn(two, "a")).isEqualTo(last("a"));
        assertThat(stateIn(two, "b")).isEqualTo(last("b"));
    }

    @Test
    void pushesOutWhatWasUsedLeastRecently() {
        // Given
        WriteBackStore two = over(bytes, new StatesInMemory(2, BYTES_MAX));
        put(two, last("a"));
        put(two, last("b"));
        var _ = two.get("a");

        // When
        put(two, last("c"));

        // Then
        assertThat(bytes.puts()).containsExactly("b");
    }

    @Test
    void staysWithinItsBoundOfStates() {
        // Given
        WriteBackStore ten = over(bytes, new StatesInMemory(10, BYTES_MAX));

        // When
        IntStream.range(0, 100).forEach(i -> put(ten, last("document-" + i)));

        // Then
        assertThat(bytes.puts()).hasSize(90).doesNotContain("document-90", "document-99");
    }

    @Test
    void staysWithinItsBoundOfBytes() {
        // Given
        int length = new StoredState.Current(last("document-0")).json().length;
        WriteBackStore few = over(bytes, new StatesInMemory(100, 60L * length));
        IntStream.range(0, 20).forEach(i -> put(few, last("document-" + i)));

        // When
        few.flushCache();

        // Then
        assertThat(few.inMemory()).isBetween(4, 60 / 8);
        assertThat(IntStream.range(0, 20).mapToObj(i -> bytes.stored("document-" + i)))
                .doesNotContainNull();
    }

    @Test
    void keepsAStateThatIsLargerThanAllRoomInItsBytes() {
        // Given
        WriteBackStore none = over(bytes, new StatesInMemory(100, 1));

        // When
        put(none, last("clinic"));

        // Then
        assertThat(bytes.stored("clinic")).isEqualTo(new StoredState.Current(last("clinic")));
        assertThat(stateIn(none, "clinic")).isEqualTo(last("clinic"));
    }

    @Test
    void sharesTheBoundAmongPartitions() {
        // Given
        StatesInMemory shared = new StatesInMemory(4, BYTES_MAX);
        WriteBackStore one = over(bytes, shared);
        BytesStore bytesOfTwo = new BytesStore();
        WriteBackStore two = over(bytesOfTwo, shared);
        List.of("a", "b", "c", "d").forEach(id -> put(one, last(id)));

        // When
        List.of("e", "f", "g").forEach(id -> put(two, last(id)));
        one.flushCache();

        // Then
        assertThat(bytesOfTwo.puts()).containsExactly("e");
        assertThat(one.inMemory()).isEqualTo(2);
        assertThat(two.inMemory()).isEqualTo(2);
    }

    @Test
    void givesItsShareBackWhenItIsClosed() {
        // Given
        StatesInMemory shared = new StatesInMemory(4, BYTES_MAX);
        WriteBackStore two = over(new BytesStore(), shared);
        put(two, last("e"));
        two.close();
        WriteBackStore one = over(bytes, shared);

        // When
        List.of("a", "b", "c", "d").forEach(id -> put(one, last(id)));

        // Then
        assertThat(bytes.puts()).isEmpty();
    }

    @Test
    void foldsToTheSameStateAfterACrashBetweenTwoCommits() {
        // Given
        List<DocumentState> states = statesOf("clinic");
        states.subList(0, 5).forEach(state -> put(store, state));
        store.flushCache();
        states.subList(5, 9).forEach(state -> put(store, state));
        store.close();

        // When
        bytes.reopen();
        WriteBackStore restarted = over(bytes, bound);
        DocumentState committed = stateIn(restarted, "clinic");
        List<RecordedEvent> again = story("clinic").events().subList(5, 12);
        DocumentState state = committed;
        for (RecordedEvent event : again) {
            state = DocumentFold.apply(state, event);
            put(restarted, state);
        }
        restarted.flushCache();

        // Then
        assertThat(committed).isEqualTo(states.get(4));
        assertThat(bytes.stored("clinic")).isEqualTo(new StoredState.Current(states.get(11)));
    }

    @Test
    void forgetsADocumentThatIsErasedWhileItIsInMemory() {
        // Given
        put(store, last("clinic"));
        store.flushCache();
        put(store, last("clinic"));

        // When
        var _ = store.delete("clinic");

        // Then
        assertThat(read(store, "clinic")).isNull();
        store.flushCache();
        assertThat(read(store, "clinic")).isNull();
        assertThat(bytes.stored("clinic")).isNull();
        assertThat(bytes.puts()).containsExactly("clinic", "clinic");
    }

    @Test
    void writesAnErasureThatItPushesOut() {
        // Given
        WriteBackStore one = over(bytes, new StatesInMemory(1, BYTES_MAX));
        put(one, last("clinic"));
        one.flushCache();
        var _ = one.delete("clinic");

        // When
        put(one, last("shop"));

        // Then
        assertThat(bytes.stored("clinic")).isNull();
        assertThat(read(one, "clinic")).isNull();
    }

    @Test
    void losesInMemoryWhatIsWrittenAsLost() {
        // Given
        WriteBackStore small = new WriteBackStore(bytes, new StoredStateSerde(100), bound);
        put(small, last("clinic"));

        // When
        small.flushCache();

        // Then
        assertThat(read(small, "clinic")).isInstanceOf(StoredState.Lost.class);
        assertThat(bytes.stored("clinic")).isInstanceOf(StoredState.Lost.class);
    }

    @Test
    void findsInARangeWhatIsNotWrittenYet() {
        // Given
        put(store, last("a"));
        store.flushCache();
        put(store, last("b"));
        var _ = store.delete("a");

        // When
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<StoredState>> all = store.range(null, null)) {
            all.forEachRemaining(next -> keys.add(next.key));
        }

        // Then
        assertThat(keys).containsExactly("b");
    }

    @Test
    void readsAgainWhatAStandbyWasTold() {
        // Given
        List<DocumentState> states = statesOf("clinic");
        put(store, states.get(0));
        store.flushCache();
        store.clearCache();

        // When
        bytes.restore(states.get(1));

        // Then
        assertThat(stateIn(store, "clinic")).isEqualTo(states.get(1));
    }

    @Test
    void keepsNothingThatItReadBeforeItsTaskIsKnownToRun() {
        // Given
        List<DocumentState> states = statesOf("clinic");
        bytes.restore(states.get(0));
        DocumentState whileRestoring = stateIn(store, "clinic");

        // When
        bytes.restore(states.get(1));
        put(store, last("shop"));

        // Then
        assertThat(whileRestoring).isEqualTo(states.get(0));
        assertThat(stateIn(store, "clinic")).isEqualTo(states.get(1));
    }

    @Test
    void keepsNothingThatItReadWhileItsTaskBeganToRun() {
        // Given
        List<DocumentState> states = statesOf("clinic");
        bytes.restore(states.get(0));
        bytes.afterGet(() -> {
            bytes.afterGet(() -> {});
            bytes.restore(states.get(1));
            put(store, last("shop"));
        });

        // When
        DocumentState read = stateIn(store, "clinic");

        // Then
        assertThat(read).isEqualTo(states.get(0));
        assertThat(stateIn(store, "clinic")).isEqualTo(states.get(1));
    }

    @Test
    void keepsWhatItReadOnceItsTaskRuns() {
        // Given
        bytes.restore(last("clinic"));
        put(store, last("shop"));

        // When
        StoredState read = read(store, "clinic");

        // Then
        assertThat(read(store, "clinic")).isSameAs(read);
        assertThat(bytes.gets()).containsExactly("clinic");
    }

    @Test
    void bringsNoFormerStateBackThatWasReadBeforeANewerOneWasPushedOut() {
        // Given
        List<DocumentState> states = statesOf("clinic");
        WriteBackStore one = over(bytes, new StatesInMemory(1, BYTES_MAX));
        put(one, last("shop"));
        one.flushCache();
        bytes.restore(states.get(0));
        bytes.afterGet(() -> {
            bytes.afterGet(() -> {});
            put(one, states.get(1));
            put(one, last("bakery"));
            one.flushCache();
        });

        // When
        DocumentState read = stateIn(one, "clinic");

        // Then
        assertThat(read).isEqualTo(states.get(0));
        assertThat(stateIn(one, "clinic")).isEqualTo(states.get(1));
    }

    @Test
    void pushesNothingUnwrittenOutForAReader() {
        // Given
        WriteBackStore one = over(bytes, new StatesInMemory(1, BYTES_MAX));
        bytes.restore(last("clinic"));
        put(one, last("shop"));

        // When
        DocumentState read = stateIn(one, "clinic");

        // Then
        assertThat(read).isEqualTo(last("clinic"));
        assertThat(bytes.puts()).isEmpty();
        assertThat(stateIn(one, "shop")).isEqualTo(last("shop"));
    }

    @Test
    void answersWhileAWriteWaitsForKafka() throws Exception {
        // Given
        put(store, last("clinic"));
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch kafkaIsBack = new CountDownLatch(1);
        bytes.beforePut(() -> {
            writes.countDown();
            await(kafkaIsBack);
        });
        CompletableFuture<Void> commit = CompletableFuture.runAsync(store::flushCache);
        await(writes);

        // When
        DocumentState read = stateIn(store, "clinic");

        // Then
        assertThat(read).isEqualTo(last("clinic"));
        assertThat(commit).isNotDone();
        kafkaIsBack.countDown();
        commit.get(30, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WriteBackStore over(BytesStore bytes, StatesInMemory bound) {
        return new WriteBackStore(bytes, new StoredStateSerde(STATE_BYTES_MAX), bound);
    }

    private static void put(WriteBackStore store, DocumentState state) {
        store.put(state.documentId().value(), ValueAndTimestamp.make(new StoredState.Current(state), 0));
    }

    private static @Nullable StoredState read(WriteBackStore store, String documentId) {
        ValueAndTimestamp<StoredState> read = store.get(documentId);
        return read == null ? null : read.value();
    }

    private static DocumentState stateIn(WriteBackStore store, String documentId) {
        return ((StoredState.Current) Objects.requireNonNull(read(store, documentId))).state();
    }

    private static EventStory story(String documentId) {
        return EventStory.of(documentId).wholeRun("Create a " + documentId);
    }

    private static DocumentState last(String documentId) {
        return statesOf(documentId).getLast();
    }

    /** The states after each event. */
    private static List<DocumentState> statesOf(String documentId) {
        EventStory story = story(documentId);
        List<DocumentState> states = new ArrayList<>();
        DocumentState state = DocumentState.initial(story.documentId());
        for (RecordedEvent event : story.events()) {
            state = DocumentFold.apply(state, event);
            states.add(state);
        }
        return states;
    }
}
