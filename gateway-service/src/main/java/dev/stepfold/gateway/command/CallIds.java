package dev.stepfold.gateway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.stepfold.gateway.digest.Sha256;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one call. With an {@code Idempotency-Key} they are derived from the key, the caller and the called
 * operation, so that the same key gives the same ids at every gateway and after every restart; without one they are
 * random.
 *
 * <p>The command's id is then {@code <key>-<body>}: a UUID that stands for the key, and {@value #FINGERPRINT_LENGTH}
 * hexadecimal digits that stand for the request. Wherever a command's id is recorded, in a command or in the event that
 * answers it, it therefore shows whether its key is now used for another request, without a store of keys.
 *
 * <p>Whoever knows a caller and a key can compute these ids. A document can therefore get an id of their form only by
 * its key.
 */
final class CallIds {
    private static final int KEY_LENGTH = 36;

    private static final int FINGERPRINT_LENGTH = 16;

    /** A UUID of version 8 as {@link #uuid} makes it, in upper or lower case: some file systems treat both as one. */
    private static final Pattern DERIVED =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-8\\p{XDigit}{3}-[89abAB]\\p{XDigit}{3}-\\p{XDigit}{12}");

    private static final ObjectWriter SORTED =
            ContractMapper.mapper().writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Supplier<UUID> random;
    private final @Nullable String scope;
    private final Object request;

    /**
     * @param random a source of random ids
     * @param owner the caller: the keys of two callers are independent
     * @param idempotencyKey null if none was given
     * @param call the called operation, so that one key used for two operations does not make them one call
     * @param request the request as it was parsed: how its JSON was written does not matter
     */
    CallIds(Supplier<UUID> random, Owner owner, @Nullable String idempotencyKey, String call, Object request) {
        this.random = random;
        this.scope = idempotencyKey == null ? null : owner + "\n" + call + "\n" + idempotencyKey;
        this.request = request;
    }

    /** Whether there is a key, so that the call may be a repeated one. */
    boolean areRepeatable() {
        return scope != null;
    }

    /** The id of a document to be created: the same at every call with the key. */
    DocumentId documentId() {
        return new DocumentId(id("document"));
    }

    /**
     * Refuses a document's id that may be derived from another caller or key. A caller that chose such an id could take
     * it before the call with that key comes, or learn whether that call came. The answer is therefore the same whether
     * there is such a document or not.
     */
    void refuseKept(DocumentId chosen) {
        if (DERIVED.matcher(chosen.value()).matches() && !(areRepeatable() && chosen.equals(documentId()))) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_REQUEST,
                    "documentId",
                    "UUIDs of version 8 are reserved for documents created with an Idempotency-Key."
                            + " Choose another id.");
        }
    }

    /** The id of a run to be started: the same at every call with the key. */
    RunId runId() {
        return new RunId(id("run"));
    }

    /** The command's id: the same at every call with the same key and the same request. */
    CommandId commandId() {
        return new CommandId(scope == null ? id("command") : id("command") + "-" + fingerprint());
    }

    /** Whether a recorded command has the key of this call, whatever it requested. */
    boolean areOfTheKeyOf(CommandId recorded) {
        return scope != null && keyOf(recorded).filter(id("command")::equals).isPresent();
    }

    /** The part of a command's id that stands for the key; empty if the command came without one. */
    static Optional<String> keyOf(CommandId commandId) {
        String id = commandId.value();
        return id.length() == KEY_LENGTH + 1 + FINGERPRINT_LENGTH
                ? Optional.of(id.substring(0, KEY_LENGTH))
                : Optional.empty();
    }

    private String id(String kind) {
        return (scope == null
                        ? random.get()
                        : uuid(Sha256.digest().digest((kind + "\n" + scope).getBytes(StandardCharsets.UTF_8))))
                .toString();
    }

    private String fingerprint() {
        try {
            byte[] canonical = SORTED.writeValueAsBytes(ContractMapper.mapper().convertValue(request, Object.class));
            return HexFormat.of().formatHex(Sha256.digest().digest(canonical), 0, FINGERPRINT_LENGTH / 2);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request that was read could not be written", e);
        }
    }

    /** 122 bits of a hash as a UUID of version 8 (RFC 9562: custom). */
    private static UUID uuid(byte[] hash) {
        ByteBuffer bits = ByteBuffer.wrap(hash);
        long high = (bits.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L;
        long low = (bits.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
