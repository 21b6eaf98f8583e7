package dev.stepfold.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Whom a document belongs to.
 *
 * @param value 1 to 255 characters: the subject of the caller's token (RFC 7519, {@code sub}), or {@code local} where
 *     no authentication is configured
 */
public record Owner(@JsonValue String value) {
    /** The longest owner, in characters. */
    public static final int LENGTH_MAX = 255;

    /** The owner of every document where no authentication is configured. */
    public static final Owner LOCAL = new Owner("local");

    @JsonCreator
    public Owner {
        Checks.notBlank("owner", value);
        Checks.lengthAtMost(LENGTH_MAX, "owner", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
