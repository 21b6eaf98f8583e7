package dev.stepfold.schemas.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that read back unchanged: as text if they are UTF-8, as events are, otherwise in Base64 (RFC 4648, padded).
 *
 * @param text the bytes as text; null if they are not UTF-8
 * @param base64 the bytes in Base64; null if they are text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verbatim(@Nullable String text, @Nullable String base64) {
    public Verbatim {
        if ((text == null) == (base64 == null)) {
            throw new IllegalArgumentException("exactly one of text and base64 must be given");
        }
        if (base64 != null && !base64.equals(encoded(Base64.getDecoder().decode(base64)))) {
            throw new IllegalArgumentException("base64 must be padded, and end in zero bits");
        }
    }

    /** These bytes. */
    public static Verbatim of(byte[] bytes) {
        try {
            return new Verbatim(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    null);
        } catch (CharacterCodingException _) {
            return new Verbatim(null, encoded(bytes));
        }
    }

    /** The bytes. */
    public byte[] bytes() {
        return text != null
                ? text.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(base64);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
