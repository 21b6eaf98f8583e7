package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The models and enums of an agent as JSON Schemas 2020-12: of a model, what one row of it is. JSON Schema knows no keys and no
 * other rows: what is unique, what points to another model and how models relate is said in {@code $comment}.
 */
final class ModelSchemas {
    private static final int NAME_LENGTH_MAX = 100;

    /** What a component of OpenAPI may not have in its name (OpenAPI 3.1, "Components Object"). */
    private static final Pattern NOT_OF_NAME = Pattern.compile("[^A-Za-z0-9._-]");

    /** {@code time} of JSON Schema needs an offset (RFC 3339), which a time of day does not have. */
    private static final String TIME_OF_DAY = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)?$";

    private final String folder;
    private final UniqueNames names = new UniqueNames(NAME_LENGTH_MAX);
    private final Map<String, String> enums = new HashMap<>();
    private final ObjectNode schemas = object();

    /**
     * @param folder the reference of the object that the schemas will be in: {@code #/$defs/}
     */
    ModelSchemas(Agent agent, String folder) {
        this.folder = folder;
        List<String> models =
                agent.models().stream().map(model -> name(model.name())).toList();
        for (EnumType type : agent.enums()) {
            enums.put(type.name(), name(type.name()));
        }
        for (int i = 0; i < models.size(); i++) {
            schemas.set(models.get(i), row(agent.models().get(i)));
        }
        for (EnumType type : agent.enums()) {
            ObjectNode schema = object().put("title", type.name()).put("type", "string");
            ArrayNode values = schema.putArray("enum");
            type.values().forEach(values::add);
            schemas.set(enums.get(type.name()), schema);
        }
    }

    /** The schemas, by name. */
    ObjectNode all() {
        return schemas;
    }

    /** Adds a schema of an action, whose references lead into itself, and gives the reference of its place. */
    String add(String wanted, ObjectNode schema) {
        String name = name(wanted);
        schemas.set(name, SchemaReferences.moved(schema, folder + name));
        return folder + name;
    }

    private String name(String wanted) {
        return names.take(NOT_OF_NAME.matcher(wanted).replaceAll("_"));
    }

    private ObjectNode row(Model model) {
        ObjectNode schema = object().put("title", model.name()).put("type", "object");
        List<String> relations =
                model.relations().stream().map(ModelSchemas::said).toList();
        if (!relations.isEmpty()) {
            schema.put("$comment", "Relations: " + String.join("; ", relations) + ".");
        }
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Field field : model.fields()) {
            properties.set(field.name(), value(field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        return schema;
    }

    private static String said(Relation relation) {
        return relation.name() + " (" + relation.cardinality().wireName() + " " + relation.model() + ")";
    }

    private ObjectNode value(Field field) {
        List<String> comments = new ArrayList<>();
        ObjectNode schema = type(field.type(), comments);
        if (!field.required()) {
            schema = orNull(schema);
        }
        JsonNode initial = field.defaultValue();
        if (initial != null && FieldTypes.isNow(field)) {
            comments.add("default: the current time");
        } else if (initial != null) {
            schema.set("default", initial);
        }
        if (field.unique()) {
            comments.add("unique");
        }
        Field.@Nullable Reference target = field.references();
        if (target != null) {
            comments.add("points to " + target.model() + "." + target.field());
        }
        return comments.isEmpty() ? schema : schema.put("$comment", String.join("; ", comments));
    }

    private ObjectNode type(String type, List<String> comments) {
        @Nullable String enumeration = enums.get(type);
        if (enumeration != null) {
            return object().put("$ref", folder + enumeration);
        }
        return switch (type) {
            case "string", "text" -> object().put("type", "string");
            case "uuid" -> object().put("type", "string").put("format", "uuid");
            case "integer", "boolean" -> object().put("type", type);
            case "decimal" -> object().put("type", "number");
            case "date" -> object().put("type", "string").put("format", "date");
            case "datetime" -> object().put("type", "string").put("format", "date-time");
            case "time" -> object().put("type", "string").put("pattern", TIME_OF_DAY);
            case "json" -> object();
            default -> {
                comments.add("type: " + type);
                yield object();
            }
        };
    }

    /** Without a value a field is null; a schema without a type allows that already. */
    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.has("$ref")) {
            ObjectNode either = object();
            either.putArray("anyOf").add(schema).addObject().put("type", "null");
            return either;
        }
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            schema.putArray("type").add(type).add("null");
        }
        return schema;
    }

    private static ObjectNode object() {
        return ContractMapper.mapper().createObjectNode();
    }
}
