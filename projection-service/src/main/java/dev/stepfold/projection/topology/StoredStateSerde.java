package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States as bytes of the store and of its changelog: a current state is {@link JsonCodec#STATES} with the head of its log
 * as one more member at the end, which versions that do not know it ignore; a lost one is a note that is not a state.
 * Neither direction throws: a store that cannot be read must not stop the topology.
 */
final class StoredStateSerde implements Serde<StoredState> {
    private static final Logger LOG = LoggerFactory.getLogger(StoredStateSerde.class);
    private static final String NOTE = "lost: ";
    private static final byte[] NOTE_BYTES = NOTE.getBytes(StandardCharsets.UTF_8);

    /** What the head of the log stands in, at the end of a state's JSON in place of its last brace. */
    private static final byte[] HEAD_BEGIN = ",\"chainHead\":\"".getBytes(StandardCharsets.UTF_8);

    private static final int HEAD_DIGITS = ChainHash.START.hex().length();
    private static final byte[] HEAD_END = "\"}".getBytes(StandardCharsets.UTF_8);
    private static final int HEAD_BYTES = HEAD_BEGIN.length + HEAD_DIGITS + HEAD_END.length;

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

    byte @Nullable [] encode(@Nullable StoredState stored) {
        return switch (stored) {
            case null -> null;
            case StoredState.None _ -> null;
            case StoredState.Lost(String reason) -> note(reason);
            case StoredState.Current current -> {
                DocumentState state = current.state();
                byte[] json;
                try {
                    json = current.json();
                } catch (IllegalStateException e) {
                    LOG.error(
                            "state cannot be written, lost to the projection documentId={} sequence={}",
                            state.documentId(),
                            state.sequence(),
                            e);
                    yield note("the state could not be written at sequence " + state.sequence());
                }
                if (json.length <= stateBytesMax) {
                    yield current.head().map(head -> with(head, json)).orElse(json);
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

    @Nullable StoredState decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (isNote(bytes)) {
            return new StoredState.Lost(new String(bytes, StandardCharsets.UTF_8).substring(NOTE.length()));
        }
        try {
            return new StoredState.Current(
                    JsonCodec.STATES.decode(bytes), head(bytes).orElse(null), bytes.length);
        } catch (UnreadableException e) {
            return new StoredState.Lost("the stored state cannot be read by this version: " + e.getMessage());
        }
    }

    /** What is read back of a value that was encoded: the same, unless its state had to be written as lost. */
    StoredState asWritten(StoredState stored, byte @Nullable [] encoded) {
        boolean isLost = encoded != null && stored instanceof StoredState.Current && isNote(encoded);
        return isLost ? Objects.requireNonNull(decode(encoded)) : stored;
    }

    private static byte[] with(ChainHash head, byte[] json) {
        int lastBrace = json.length - 1;
        return ByteBuffer.allocate(lastBrace + HEAD_BYTES)
                .put(json, 0, lastBrace)
                .put(HEAD_BEGIN)
                .put(head.hex().getBytes(StandardCharsets.US_ASCII))
                .put(HEAD_END)
                .array();
    }

    private static Optional<ChainHash> head(byte[] bytes) {
        int begin = bytes.length - HEAD_BYTES;
        int digits = begin + HEAD_BEGIN.length;
        return begin > 0 && Arrays.equals(bytes, begin, digits, HEAD_BEGIN, 0, HEAD_BEGIN.length)
                ? ChainHash.parse(new String(bytes, digits, HEAD_DIGITS, StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    private static boolean isNote(byte[] bytes) {
        return bytes.length >= NOTE_BYTES.length
                && Arrays.equals(bytes, 0, NOTE_BYTES.length, NOTE_BYTES, 0, NOTE_BYTES.length);
    }

    private static byte[] note(String reason) {
        return (NOTE + reason).getBytes(StandardCharsets.UTF_8);
    }
}
