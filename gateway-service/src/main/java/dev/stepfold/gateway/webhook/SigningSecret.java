package dev.stepfold.gateway.webhook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a webhook's posts are signed with: a symmetric secret of the Standard Webhooks specification (version 1).
 *
 * @param text {@code whsec_} and 24 to 64 bytes in Base64; anything else is an {@link IllegalArgumentException}
 */
public record SigningSecret(@JsonValue String text) {
    private static final String PREFIX = "whsec_";
    private static final int BYTES_MIN = 24;
    private static final int BYTES_MAX = 64;
    private static final int BYTES_MADE = 32;
    private static final String ALGORITHM = "HmacSHA256";

    @JsonCreator
    public SigningSecret {
        int bytes = text.startsWith(PREFIX) ? key(text).length : 0;
        if (bytes < BYTES_MIN || bytes > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a secret must be " + PREFIX + " and " + BYTES_MIN + " to " + BYTES_MAX + " bytes in Base64");
        }
    }

    /** A new one. */
    static SigningSecret random(SecureRandom random) {
        byte[] key = new byte[BYTES_MADE];
        random.nextBytes(key);
        return new SigningSecret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /**
     * The signature of a post: {@code v1,} and the HMAC-SHA256 of id, timestamp in seconds and payload, with dots between
     * them, in Base64.
     *
     * @param id the header {@code webhook-id}
     * @param at the header {@code webhook-timestamp}
     */
    String sign(String id, Instant at, byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(text), ALGORITHM));
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(payload));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every JDK", e);
        }
    }

    private static byte[] key(String text) {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SigningSecret[]";
    }
}
