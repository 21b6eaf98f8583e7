package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.agent.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the contract says of fields ({@code docs/agent.md}). */
final class FieldTypes {
    private static final Set<String> OF_TIME = Set.of("date", "datetime", "time");

    private FieldTypes() {}

    /** Whether the default is the time at which a row is made. */
    static boolean isNow(Field field) {
        @Nullable JsonNode value = field.defaultValue();
        return value != null && value.isTextual() && value.textValue().equals("now") && OF_TIME.contains(field.type());
    }
}
