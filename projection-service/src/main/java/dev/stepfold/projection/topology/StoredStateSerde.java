package dev.stepfold.projection.topology;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States as bytes of the store and of its changelog: a current state is {@link JsonCodec#STATES}, a lost or erased one is a
 * note that is no state. Neither way throws: a store that cannot be read must not stop the topology.
 */
final class StoredStateSerde implements Serde<StoredState> {
    private static final Logger LOG = LoggerFactory.getLogger(StoredStateSerde.class);
    private static final String LOST = "lost: ";
    private static final String ERASED = "erased: ";

    private final int stateBytesMax;

    /**
     * Makes a serde.
     *
     * @param stateBytesMax the largest encoded state, in bytes; a larger one is written as lost
     */
    StoredStateSerde(int stateBytesMax) {
        this.stateBytesMax = stateBytesMax;
    }

    @Override
    public Serializer<StoredState> serializer() {
        return (_, stored) -> encode(stored);
    }

    @Override
    public Deserializer<StoredState> deserializer() {
        return (_, bytes) -> decode(bytes);
    }

    private byte @Nullable [] encode(@Nullable StoredState stored) {
        return switch (stored) {
            case null -> null;
            case StoredState.None _ -> null;
            case StoredState.Lost(String reason) -> note(LOST + reason);
            case StoredState.Erased(Instant at) -> note(ERASED + at);
            case StoredState.Current(DocumentState state) -> {
                byte[] json = JsonCodec.STATES.encode(state);
                if (json.length <= stateBytesMax) {
                    yield json;
                }
                LOG.error(
                        "state too large, lost to the projection documentId={} sequence={} bytes={} bytesMax={}",
                        state.documentId(),
                        state.sequence(),
                        json.length,
                        stateBytesMax);
                yield note(LOST + "the state outgrew " + stateBytesMax + " bytes at sequence " + state.sequence());
            }
        };
    }

    private static @Nullable StoredState decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        String beginning = new String(bytes, 0, Math.min(bytes.length, ERASED.length()), StandardCharsets.UTF_8);
        if (beginning.startsWith(LOST)) {
            return new StoredState.Lost(noted(bytes, LOST));
        }
        if (beginning.startsWith(ERASED)) {
            return erased(noted(bytes, ERASED));
        }
        try {
            return new StoredState.Current(JsonCodec.STATES.decode(bytes));
        } catch (UnreadableException e) {
            return new StoredState.Lost("the stored state cannot be read by this version: " + e.getMessage());
        }
    }

    private static StoredState erased(String at) {
        try {
            return new StoredState.Erased(Instant.parse(at));
        } catch (DateTimeParseException e) {
            return new StoredState.Lost("the stored note cannot be read by this version: " + e.getMessage());
        }
    }

    private static byte[] note(String note) {
        return note.getBytes(StandardCharsets.UTF_8);
    }

    private static String noted(byte[] bytes, String kind) {
        return new String(bytes, StandardCharsets.UTF_8).substring(kind.length());
    }
}
