package dev.stepfold.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names a command. A command seen twice with the same id has an effect once.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9_-]}; anything else is an {@link IllegalArgumentException}
 */
public record CommandId(@JsonValue String value) {
    @JsonCreator
    public CommandId {
        Identifiers.check("commandId", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
