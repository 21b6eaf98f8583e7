package dev.stepfold.generation.builtin.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of an entity.
 *
 * @param name in camelCase
 * @param type as in {@link dev.stepfold.schemas.agent.Field#type()}, or {@link #ENUM}
 * @param defaultValue a JSON scalar; null for none
 * @param values the allowed values of an enum, otherwise empty
 */
public record AttributeSpec(
        String name,
        String type,
        boolean required,
        boolean unique,

        @JsonProperty("default") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode defaultValue,

        List<String> values) {
    public static final String ENUM = "enum";

    public AttributeSpec {
        values = List.copyOf(values);
    }
}
