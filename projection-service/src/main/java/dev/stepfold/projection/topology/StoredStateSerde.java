package dev.stepfold.projection.topology;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States as bytes of the store and of its changelog: a current state is {@link JsonCodec#STATES}, a lost one is a note
 * that is not a state. Neither direction throws: a store that cannot be read must not stop the topology.
 */
final class StoredStateSerde implements Serde<StoredState> {
    private static final Logger LOG = LoggerFactory.getLogger(StoredStateSerde.class);
    private static final String NOTE = "lost: ";

    private final int stateBytesMax;

    /**
     * Creates a serde.
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
            case StoredState.Lost(String reason) -> note(reason);
            case StoredState.Current(DocumentState state) -> {
                byte[] json;
                try {
                    json = JsonCodec.STATES.encode(state);
                } catch (IllegalStateException e) {
                    LOG.error(
                            "state cannot be written, lost to the projection documentId={} sequence={}",
                            state.documentId(),
                            state.sequence(),
                            e);
                    yield note("the state could not be written at sequence " + state.sequence());
                }
                if (json.length <= stateBytesMax) {
                    yield json;
                }
                LOG.error(
                        "state too large, lost to the projection documentId={} sequence={} bytes={} bytesMax={}",
                        state.documentId(),
                        state.sequence(),
                        json.length,
                        stateBytesMax);
                yield note("the state outgrew " + stateBytesMax + " bytes at sequence " + state.sequence());
            }
        };
    }

    private static @Nullable StoredState decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        String prefix = new String(bytes, 0, Math.min(bytes.length, NOTE.length()), StandardCharsets.UTF_8);
        if (prefix.equals(NOTE)) {
            return new StoredState.Lost(new String(bytes, StandardCharsets.UTF_8).substring(NOTE.length()));
        }
        try {
            return new StoredState.Current(JsonCodec.STATES.decode(bytes));
        } catch (UnreadableException e) {
            return new StoredState.Lost("the stored state cannot be read by this version: " + e.getMessage());
        }
    }

    private static byte[] note(String reason) {
        return (NOTE + reason).getBytes(StandardCharsets.UTF_8);
    }
}
