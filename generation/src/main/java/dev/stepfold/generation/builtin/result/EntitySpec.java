package dev.stepfold.generation.builtin.result;

import java.util.List;

/**
 * Something that the agent keeps.
 *
 * @param name singular, in PascalCase
 * @param source where it comes from
 * @param existing whether the agent that is changed has it already; then only what is new about it stands here
 * @param main whether it is managed for its own sake, and not only as a part of others
 * @param person whether it stands for people
 * @param attributes what is kept about each
 * @param states the values of its status, in their natural order; empty where it has none
 * @param links what it points to
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
