package dev.stepfold.documentlog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a document's log was up to one of its events: {@code SHA-256(chain hash of the previous event ‖ the record's
 * value)}, over the 32 bytes of the hash and the bytes of the value as they are in the topic. It therefore commits to
 * that event and to every event before it; that of the last event is the <b>head</b> of the log. Before the first event
 * it is {@link #START}.
 *
 * <p>Only records that count have one: fenced writes and records that cannot be read are not in the chain. The hash has
 * no key: it shows that a log is the one whose head somebody has kept, not who wrote it.
 */
public final class ChainHash {
    private static final String ALGORITHM = "SHA-256";
    private static final int BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    /** The chain hash before the first event: 32 zero bytes. */
    public static final ChainHash START = new ChainHash(new byte[BYTES]);

    private final byte[] bytes;

    private ChainHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A chain hash as it was written.
     *
     * @param hex 64 lower-case hex digits
     * @return empty if it is anything else
     */
    public static Optional<ChainHash> parse(String hex) {
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(ChainHash::isLowerCaseHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(new ChainHash(HEX.parseHex(hex)));
    }

    private static boolean isLowerCaseHexDigit(int character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    }

    /**
     * The chain hash of the event that follows the one with this hash.
     *
     * @param value the value of its record
     */
    public ChainHash after(byte[] value) {
        MessageDigest digest = digest();
        digest.update(bytes);
        return new ChainHash(digest.digest(value));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return HEX.formatHex(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChainHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
