package dev.stepfold.generation.builtin.result;

import java.util.List;

/**
 * Something that the agent keeps.
 *
 * @param name singular, in PascalCase
 * @param source where it comes from
 * @param existing whether the agent that is changed has it already; then this contains only the new parts
 * @param main whether it is managed by itself, and not only as a part of others
 * @param person whether it stands for people
 * @param attributes what is kept about each
 * @param states the values of its status, in their natural order; empty if it has none
 * @param links the entities that it points to
 */
public record EntitySpec(
        String name,
        Origin source,
        boolean existing,
        boolean main,
        boolean person,
        List<AttributeSpec> attributes,
        List<String> states,
        List<LinkSpec> links) {
    public EntitySpec {
        attributes = List.copyOf(attributes);
        states = List.copyOf(states);
        links = List.copyOf(links);
    }
}
