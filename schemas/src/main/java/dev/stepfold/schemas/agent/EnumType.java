package dev.stepfold.schemas.agent;

import dev.stepfold.schemas.Checks;
import java.util.List;

/**
 * An enumerated type.
 *
 * @param name in PascalCase
 * @param values the allowed values in their natural order, at least one
 */
public record EnumType(String name, List<String> values) {
    public EnumType {
        Checks.notBlank("enum.name", name);
        values = List.copyOf(values);
        Checks.atLeast(1, "enum.values", values.size());
    }
}
