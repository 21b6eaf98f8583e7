package dev.stepfold.generation.builtin.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** JSON Schemas 2020-12, built from models. */
public final class JsonSchemas {
    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Set by the database, never by a caller. */
    private static final Set<String> OWN = Set.of("id", "createdAt", "updatedAt");

    private final Map<String, List<String>> enums;

    public JsonSchemas(List<EnumType> enums) {
        this.enums = enums.stream().collect(Collectors.toMap(EnumType::name, EnumType::values, (a, b) -> a));
    }

    /** The values of an enum; empty if there is no such enum. */
    List<String> values(String name) {
        return enums.getOrDefault(name, List.of());
    }

    /** An empty object schema: nothing required, nothing further allowed. */
    static ObjectNode object() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", DIALECT);
        schema.put("type", "object");
        schema.set("properties", JSON.objectNode());
        schema.set("required", JSON.arrayNode());
        schema.put("additionalProperties", false);
        return schema;
    }

    static ObjectNode type(String type) {
        return JSON.objectNode().put("type", type);
    }

    static ObjectNode format(String format) {
        return type("string").put("format", format);
    }

    static ObjectNode count() {
        return type("integer").put("minimum", 0);
    }

    static ObjectNode arrayOf(ObjectNode items) {
        ObjectNode array = type("array");
        array.set("items", items);
        return array;
    }

    /** Adds a property to an object schema. */
    static void property(ObjectNode schema, String name, JsonNode property, boolean required) {
        schema.withObject("/properties").set(name, property);
        if (required
                && schema.withArray("required")
                        .valueStream()
                        .noneMatch(it -> it.asText().equals(name))) {
            schema.withArray("required").add(name);
        }
    }

    /** What a caller gives for a new row: required fields that have neither a value yet nor a default must be given. */
    ObjectNode forCreate(Model model) {
        ObjectNode schema = object();
        writable(model)
                .forEach(field ->
                        property(schema, field.name(), value(field), field.required() && field.defaultValue() == null));
        return schema;
    }

    /** What a caller gives to change a row: its key, and whatever is to change. */
    ObjectNode forUpdate(Model model) {
        ObjectNode schema = object();
        property(schema, "id", format("uuid"), true);
        writable(model).forEach(field -> property(schema, field.name(), value(field), false));
        schema.put("minProperties", 2);
        return schema;
    }

    /** A page of rows, narrowed by keys and states. */
    ObjectNode forList(Model model) {
        ObjectNode schema = object();
        Predicate<Field> narrows = field -> field.references() != null || enums.containsKey(field.type());
        writable(model).stream()
                .filter(narrows)
                .forEach(field -> property(schema, field.name(), required(field), false));
        ObjectNode limit = type("integer").put("minimum", 1).put("maximum", 200).put("default", 50);
        property(schema, "limit", limit, false);
        property(schema, "cursor", type("string"), false);
        return schema;
    }

    /** A row. */
    ObjectNode row(Model model) {
        ObjectNode schema = object();
        schema.remove("additionalProperties");
        model.fields().forEach(field -> property(schema, field.name(), value(field), field.required()));
        return schema;
    }

    /** A row inside another schema. */
    ObjectNode nested(Model model) {
        ObjectNode schema = row(model);
        schema.remove("$schema");
        return schema;
    }

    /** The value of a field; null is allowed if the field may be empty. */
    public JsonNode value(Field field) {
        ObjectNode value = required(field);
        if (field.required()) {
            return value;
        }
        if (value.has("enum")) {
            value.withArray("enum").addNull();
            value.remove("type");
        } else if (value.has("type")) {
            ArrayNode types = JSON.arrayNode().add(value.get("type").asText()).add("null");
            value.set("type", types);
        }
        return value;
    }

    private ObjectNode required(Field field) {
        List<String> values = enums.get(field.type());
        if (values != null) {
            ObjectNode value = type("string");
            values.forEach(value.withArray("enum")::add);
            return value;
        }
        return switch (field.type()) {
            case "uuid" -> format("uuid");
            case "string" -> type("string").put("maxLength", 255);
            case "integer" -> type("integer");
            case "decimal" -> type("number");
            case "boolean" -> type("boolean");
            case "date" -> format("date");
            case "datetime" -> format("date-time");
            case "time" -> format("time");
            case "json" -> JSON.objectNode();
            default -> type("string");
        };
    }

    private static List<Field> writable(Model model) {
        return model.fields().stream()
                .filter(field -> !OWN.contains(field.name()))
                .toList();
    }
}
