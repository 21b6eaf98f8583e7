package dev.stepfold.gateway.command;

import dev.stepfold.schemas.Owner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one call. With an {@code Idempotency-Key} they follow from it, the caller and what is called, so that the same
 * key gives the same ids at every gateway and after every restart; without one they are random.
 */
final class CallIds {
    private final Supplier<UUID> random;
    private final @Nullable String scope;

    /**
     * @param random a source of random ids
     * @param owner the caller: two callers' keys have nothing to do with each other
     * @param idempotencyKey null where none was given
     * @param call what is called, so that one key used for two calls does not make them one
     */
    CallIds(Supplier<UUID> random, Owner owner, @Nullable String idempotencyKey, String call) {
        this.random = random;
        this.scope = idempotencyKey == null ? null : owner + "\n" + call + "\n" + idempotencyKey;
    }

    /** The id of this kind: the same at every call of this method where there is a key. */
    String id(String kind) {
        return (scope == null ? random.get() : hashed(kind + "\n" + scope)).toString();
    }

    /** 122 bits of SHA-256 as a UUID of version 8 (RFC 9562: custom). */
    private static UUID hashed(String text) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L;
            long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
