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
    /** The owner of every document where no authentication is configured. */
    public static final Owner LOCAL = new Owner("local");

    /** The longest owner, in characters. */
    public static final int LENGTH_MAX = 255;

    @JsonCreator
    public Owner {
        if (value.isBlank() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("owner must have 1 to " + LENGTH_MAX + " characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
