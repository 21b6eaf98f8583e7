package dev.stepfold.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names a document: one agent under construction, with its owner and its whole history.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9_-]}; anything else is an {@link IllegalArgumentException}
 */
public record DocumentId(@JsonValue String value) {
    @JsonCreator
    public DocumentId {
        Identifiers.check("documentId", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
