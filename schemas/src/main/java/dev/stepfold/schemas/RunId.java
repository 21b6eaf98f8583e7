package dev.stepfold.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one pass through the steps for a document.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9_-]}; anything else is an {@link IllegalArgumentException}
 */
public record RunId(@JsonValue String value) {
    @JsonCreator
    public RunId {
        Identifiers.check("runId", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
