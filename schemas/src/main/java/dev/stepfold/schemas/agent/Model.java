package dev.stepfold.schemas.agent;

import dev.stepfold.schemas.Checks;
import java.util.List;

/**
 * One database model, stored as one table.
 *
 * @param name singular, in PascalCase
 * @param fields the columns, the key first
 * @param relations how the model relates to others, seen from this side
 */
public record Model(String name, List<Field> fields, List<Relation> relations) {
    public Model {
        Checks.notBlank("model.name", name);
        fields = List.copyOf(fields);
        relations = List.copyOf(relations);
    }
}
