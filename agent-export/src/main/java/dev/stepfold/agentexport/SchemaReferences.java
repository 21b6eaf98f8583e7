package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;

/**
 * Moves a JSON Schema 2020-12 to a place in another document: a reference within it ({@code #/$defs/item}) is a path from the
 * document's root, so it gets the place's path before it. What is only a value, such as {@code default} or {@code const}, stays.
 */
final class SchemaReferences {
    private static final Set<String> OF_ONE_SCHEMA = Set.of(
            "items",
            "additionalItems",
            "contains",
            "additionalProperties",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema",
            "not",
            "if",
            "then",
            "else");
    private static final Set<String> OF_A_LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> OF_NAMED_ONES =
            Set.of("properties", "patternProperties", "dependentSchemas", "$defs", "definitions");

    private SchemaReferences() {}

    /**
     * A copy for another document.
     *
     * @param place where the copy will be, as a reference: {@code #/$defs/AssignTaskInput}
     */
    static ObjectNode moved(ObjectNode schema, String place) {
        ObjectNode copy = schema.deepCopy();
        // Its place is its name there, and the document has one dialect.
        copy.remove("$id");
        copy.remove("$schema");
        move(copy, place);
        return copy;
    }

    private static void move(JsonNode schema, String place) {
        if (!(schema instanceof ObjectNode object)) {
            return;
        }
        JsonNode reference = object.path("$ref");
        if (reference.isTextual()
                && (reference.textValue().equals("#") || reference.textValue().startsWith("#/"))) {
            object.set("$ref", TextNode.valueOf(place + reference.textValue().substring(1)));
        }
        object.forEachEntry((keyword, value) -> {
            if (OF_ONE_SCHEMA.contains(keyword)) {
                move(value, place);
            } else if (OF_A_LIST.contains(keyword) || OF_NAMED_ONES.contains(keyword)) {
                value.forEach(one -> move(one, place));
            }
        });
    }
}
