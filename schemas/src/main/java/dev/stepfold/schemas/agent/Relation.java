package dev.stepfold.schemas.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.WireName;
import org.jspecify.annotations.Nullable;

/**
 * How a model relates to another, seen from the model that holds it; the other side has the inverse.
 *
 * @param name in camelCase, as one would navigate it: {@code task.assignee}, {@code project.tasks}
 * @param cardinality read from this model to the other
 * @param model the other model's name
 * @param field this model's foreign key field, if this side holds it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Relation(
        String name,
        Cardinality cardinality,
        String model,
        @Nullable String field) {
    public Relation {
        Checks.notBlank("relation.name", name);
        Checks.notBlank("relation.model", model);
    }

    /** How many rows there are on each side. */
    public enum Cardinality implements WireName {
        ONE_TO_ONE("one-to-one"),
        ONE_TO_MANY("one-to-many"),
        MANY_TO_ONE("many-to-one"),
        MANY_TO_MANY("many-to-many");

        private final String wireName;

        Cardinality(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }

        @JsonCreator
        public static Cardinality of(String wireName) {
            return WireName.parse(Cardinality.class, wireName);
        }
    }
}
