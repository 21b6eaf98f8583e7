package dev.stepfold.generation.builtin.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Changes of the properties of object schemas, at any depth. The order of the others stays. */
final class SchemaProperties {
    private SchemaProperties() {}

    static ObjectNode without(ObjectNode schema, String name) {
        return changed(schema, object -> {
            if (object.path("properties") instanceof ObjectNode properties && properties.remove(name) != null) {
                required(object, it -> it.equals(name) ? "" : it);
            }
        });
    }

    static ObjectNode renamed(ObjectNode schema, String from, String to) {
        return changed(schema, object -> {
            if (object.path("properties") instanceof ObjectNode properties && properties.has(from)) {
                ObjectNode renamed = properties.objectNode();
                properties
                        .properties()
                        .forEach(it -> renamed.set(it.getKey().equals(from) ? to : it.getKey(), it.getValue()));
                object.set("properties", renamed);
                required(object, it -> it.equals(from) ? to : it);
            }
        });
    }

    static ObjectNode described(ObjectNode schema, String name, JsonNode value, boolean required) {
        return changed(schema, object -> {
            if (object.path("properties") instanceof ObjectNode properties && properties.has(name)) {
                properties.set(name, value);
                required(object, it -> it.equals(name) ? "" : it);
                if (required) {
                    object.withArray("required").add(name);
                }
            }
        });
    }

    private static void required(ObjectNode object, UnaryOperator<String> change) {
        if (object.path("required") instanceof ArrayNode before) {
            ArrayNode after = before.arrayNode();
            before.forEach(it -> {
                String name = change.apply(it.asText());
                if (!name.isEmpty()) {
                    after.add(name);
                }
            });
            object.set("required", after);
        }
    }

    private static ObjectNode changed(ObjectNode schema, Consumer<ObjectNode> change) {
        ObjectNode copy = schema.deepCopy();
        objects(copy, change);
        return copy;
    }

    private static void objects(JsonNode schema, Consumer<ObjectNode> change) {
        if (schema instanceof ObjectNode object && object.has("properties")) {
            change.accept(object);
        }
        schema.forEach(child -> objects(child, change));
    }
}
