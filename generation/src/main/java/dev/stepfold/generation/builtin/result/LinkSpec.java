package dev.stepfold.generation.builtin.result;

import dev.stepfold.schemas.agent.Relation.Cardinality;

/**
 * An entity points to another.
 *
 * @param name in camelCase, the role of the other: {@code assignee}
 * @param target the other's name
 * @param cardinality many-to-one, one-to-one or many-to-many
 * @param required whether each must have one
 */
public record LinkSpec(String name, String target, Cardinality cardinality, boolean required) {}
