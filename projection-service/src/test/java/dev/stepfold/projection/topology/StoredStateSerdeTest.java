package dev.stepfold.projection.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.projection.EventStory;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredStateSerdeTest {
    private final StoredStateSerde serde = new StoredStateSerde(1_000_000);
    private final EventStory story = EventStory.of("clinic").wholeRun("Create a clinic");
    private final DocumentState state = DocumentFold.fold(story.documentId(), story.events());
    private final ChainHash head = ChainHash.START.after("event".getBytes(UTF_8));

    @Test
    void keepsTheHeadOfTheLogWithTheState() {
        // When
        StoredState read = decoded(serde.encode(new StoredState.Current(state, head, 0)));

        // Then
        assertThat(read).isEqualTo(new StoredState.Current(state, head, 0));
    }

    @Test
    void answersWithTheStateAlone() {
        // When
        StoredState read = decoded(serde.encode(new StoredState.Current(state, head, 0)));

        // Then
        assertThat(current(read).json()).isEqualTo(JsonCodec.STATES.encode(state));
    }

    @Test
    void readsAStateThatWasStoredWithoutAHead() {
        // When
        StoredState read = decoded(JsonCodec.STATES.encode(state));

        // Then
        assertThat(current(read).head()).isEmpty();
        assertThat(current(read).state()).isEqualTo(state);
        assertThat(current(read).isFoldedByEarlier()).isTrue();
    }

    @Test
    void readsAHeadThatWasStoredWithoutTheVersionOfTheFold() {
        // When
        String json = new String(JsonCodec.STATES.encode(state), UTF_8);
        String stored = json.substring(0, json.length() - 1) + ",\"chainHead\":\"" + head.hex() + "\"}";
        StoredState read = decoded(stored.getBytes(UTF_8));

        // Then
        assertThat(current(read).head()).contains(head);
        assertThat(current(read).isFoldedByEarlier()).isTrue();
    }

    @Test
    void keepsTheVersionThatFoldedTheState() {
        // Given
        StoredState.Current earlier = new StoredState.Current(state, head, 0, DocumentFold.VERSION - 1);

        // Then
        assertThat(current(decoded(serde.encode(earlier))).isFoldedByEarlier()).isTrue();
        assertThat(current(decoded(serde.encode(new StoredState.Current(state))))
                        .isFoldedByEarlier())
                .isFalse();
    }

    @Test
    void writesWhatAVersionThatKnowsNoHeadsCanRead() throws Exception {
        // When
        byte[] bytes = serde.encode(new StoredState.Current(state, head, 0));

        // Then
        assertThat(JsonCodec.STATES.decode(bytes)).isEqualTo(state);
    }

    private StoredState decoded(byte @Nullable [] bytes) {
        return Objects.requireNonNull(serde.decode(bytes));
    }

    private static StoredState.Current current(StoredState read) {
        return (StoredState.Current) read;
    }
}
