package dev.stepfold.schemas.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.JsonValues;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One field of a model.
 *
 * @param name in camelCase
 * @param type {@code uuid}, {@code string}, {@code text}, {@code integer}, {@code decimal}, {@code boolean},
 *     {@code date}, {@code datetime}, {@code time}, {@code json}, or the name of an enum of the same agent
 * @param required whether it must have a value
 * @param unique whether no two rows may share a value
 * @param defaultValue the value of a new row if none is given, as a JSON scalar; {@code now} for the current time
 * @param references the field of another model that this one points to, if it is a foreign key
 */
public record Field(
        String name,
        String type,
        boolean required,
        boolean unique,
        @JsonProperty("default") @Nullable JsonNode defaultValue,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reference references) {
    /** The types that are not enums of the agent. */
    public static final Set<String> TYPES =
            Set.of("uuid", "string", "text", "integer", "decimal", "boolean", "date", "datetime", "time", "json");

    public Field {
        Checks.notBlank("field.name", name);
        Checks.notBlank("field.type", type);
        defaultValue = defaultValue != null && defaultValue.isNull() ? null : defaultValue;
        if (defaultValue != null) {
            JsonValues.check("field.default", defaultValue);
        }
        if (defaultValue != null && defaultValue.isContainerNode()) {
            throw new IllegalArgumentException("field.default must be a string, a number or a boolean");
        }
    }

    /**
     * The target of a foreign key.
     *
     * @param model name of a model of the same agent
     * @param field name of a field of that model
     */
    public record Reference(String model, String field) {
        public Reference {
            Checks.notBlank("references.model", model);
            Checks.notBlank("references.field", field);
        }
    }
}
