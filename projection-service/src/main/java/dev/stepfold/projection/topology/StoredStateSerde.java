package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States as bytes of the store and of its changelog: a current state is {@link JsonCodec#STATES} with the version of the
 * fold and the head of its log as further members at the end, which versions that do not know them ignore; a lost one is a
 * note that is not a state. Neither direction throws: a store that cannot be read must not stop the topology.
 */
final class StoredStateSerde implements Serde<StoredState> {
    private static final Logger LOG = LoggerFactory.getLogger(StoredStateSerde.class);
    private static final String NOTE = "lost: ";
    private static final byte[] NOTE_BYTES = NOTE.getBytes(StandardCharsets.UTF_8);

    /** The further members, in place of the last brace of a state's JSON. Each may be missing: earlier versions wrote none. */
    private static final Pattern FURTHER =
            Pattern.compile("(?:,\"foldVersion\":(\\d{1,9}))?(?:,\"chainHead\":\"([0-9a-f]{64})\")?}\\z");

    private static final int FURTHER_BYTES_MAX = 128;

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
                    yield withFurther(json, current);
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
            Matcher further = further(bytes);
            boolean isFound = further.find();
            return new StoredState.Current(
                    JsonCodec.STATES.decode(bytes),
                    isFound ? head(further.group(2)) : null,
                    bytes.length,
                    isFound ? foldVersion(further.group(1)) : 0);
        } catch (UnreadableException e) {
            return new StoredState.Lost("the stored state cannot be read by this version: " + e.getMessage());
        }
    }

    /** What is read back of a value that was encoded: the same, unless its state had to be written as lost. */
    StoredState asWritten(StoredState stored, byte @Nullable [] encoded) {
        boolean isLost = encoded != null && stored instanceof StoredState.Current && isNote(encoded);
        return isLost ? Objects.requireNonNull(decode(encoded)) : stored;
    }

    private static byte[] withFurther(byte[] json, StoredState.Current current) {
        String head = current.head()
                .map(hash -> ",\"chainHead\":\"" + hash.hex() + "\"")
                .orElse("");
        byte[] further = (",\"foldVersion\":" + current.foldVersion() + head + "}").getBytes(StandardCharsets.US_ASCII);
        int lastBrace = json.length - 1;
        return ByteBuffer.allocate(lastBrace + further.length)
                .put(json, 0, lastBrace)
                .put(further)
                .array();
    }

    /** Matches at the last brace at least, if the bytes are an object's. */
    private static Matcher further(byte[] bytes) {
        int begin = Math.max(0, bytes.length - FURTHER_BYTES_MAX);
        return FURTHER.matcher(new String(bytes, begin, bytes.length - begin, StandardCharsets.ISO_8859_1));
    }

    private static @Nullable ChainHash head(@Nullable String hex) {
        return hex == null ? null : ChainHash.parse(hex).orElse(null);
    }

    private static int foldVersion(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static boolean isNote(byte[] bytes) {
        return bytes.length >= NOTE_BYTES.length
                && Arrays.equals(bytes, 0, NOTE_BYTES.length, NOTE_BYTES, 0, NOTE_BYTES.length);
    }

    private static byte[] note(String reason) {
        return (NOTE + reason).getBytes(StandardCharsets.UTF_8);
    }
}
