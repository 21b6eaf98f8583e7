package dev.stepfold.generation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.schemas.codec.ContractMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings an answer that only misses a formality into the form of its schema, by rules that leave no choice. What fits the
 * schema is left alone; what no rule fits, too: it is then an error as before.
 *
 * <ol>
 *   <li>A member's name that differs from a missing one only in case, {@code _} or {@code -} is that one.
 *   <li>A missing member that may be null is null.
 *   <li>A list that is missing or null is empty, unless the step's whole answer is that list.
 *   <li>A single object or text in place of a list of such is a list of one.
 *   <li>A value of an enum that differs from exactly one of its values only in case, {@code _}, {@code -} or blanks is it.
 *   <li>A text that is a JSON number or a boolean is one, where no text is allowed; a number or a boolean is a text, where
 *       only a text is.
 *   <li>A text that is a JSON object is that object, where an object of any form is wanted.
 * </ol>
 *
 * Rules 2 and 7 are not noted: the first says the same, and the last is how {@link StrictSchema} asks.
 */
final class AnswerRepair {
    /** The lists that are the answer: nobody knows whether one that is missing would have been empty. */
    private static final Set<String> NEEDED = Set.of("/entities", "/models", "/actions", "/schedules");

    /** A number of JSON, of a length that a person writes. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,17})?");

    private static final ObjectReader WHOLE_TEXT =
            ContractMapper.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Repairs repairs;

    private AnswerRepair(Repairs repairs) {
        this.repairs = repairs;
    }

    /** Repairs the answer in place. */
    static void repair(JsonNode schema, ObjectNode answer, Repairs repairs) {
        new AnswerRepair(repairs).object(schema, answer, "");
    }

    private void object(JsonNode schema, ObjectNode object, String path) {
        JsonNode properties = schema.path("properties");
        properties.fieldNames().forEachRemaining(name -> rename(properties, object, name, path));
        properties.properties().forEach(property -> {
            String name = property.getKey();
            String at = path + "/" + name;
            if (!object.has(name)) {
                addMissing(property.getValue(), object, name, at);
            } else {
                object.set(name, value(property.getValue(), object.get(name), at));
            }
        });
    }

    /** Takes the one member that must be meant. */
    private void rename(JsonNode properties, ObjectNode object, String name, String path) {
        if (object.has(name)) {
            return;
        }
        List<String> alike = new ArrayList<>();
        object.fieldNames().forEachRemaining(member -> {
            if (!properties.has(member) && bare(member).equals(bare(name))) {
                alike.add(member);
            }
        });
        if (alike.size() == 1) {
            object.set(name, object.remove(alike.getFirst()));
            repairs.note(path + "/" + name, "the member " + Repairs.quoted(alike.getFirst()) + " is " + name);
        }
    }

    private void addMissing(JsonNode schema, ObjectNode object, String name, String path) {
        if (allows(schema, "null")) {
            object.putNull(name);
        } else if (isList(schema) && !NEEDED.contains(path)) {
            object.putArray(name);
            repairs.note(path, "a missing list is empty");
        }
    }

    private JsonNode value(JsonNode schema, JsonNode value, String path) {
        if (isList(schema)) {
            return list(schema, value, path);
        }
        JsonNode ofObject = objectSchema(schema);
        if (value instanceof ObjectNode object) {
            if (!ofObject.isMissingNode()) {
                object(ofObject, object, path);
            }
            return object;
        }
        if (value instanceof TextNode text && StrictSchema.isOpen(ofObject)) {
            return parsed(text);
        }
        return scalar(schema, value, path);
    }

    private JsonNode list(JsonNode schema, JsonNode value, String path) {
        JsonNode items = schema.path("items");
        if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, value(items, array.get(i), path + "/" + i));
            }
            return array;
        }
        if (value.isNull() && !NEEDED.contains(path)) {
            repairs.note(path, "null in place of a list is an empty one");
            return JsonNodeFactory.instance.arrayNode();
        }
        if ((value.isObject() && allows(items, "object")) || (value.isTextual() && allows(items, "string"))) {
            repairs.note(path, "a single value in place of a list is a list of one");
            return JsonNodeFactory.instance.arrayNode().add(value(items, value, path + "/0"));
        }
        return value;
    }

    private JsonNode scalar(JsonNode schema, JsonNode value, String path) {
        if (schema.has("enum")) {
            return enumValue(schema.path("enum"), value, path);
        }
        boolean wantsText = allows(schema, "string");
        if (value.isTextual() && !wantsText) {
            String text = value.textValue().strip();
            if (allows(schema, "number") && NUMBER.matcher(text).matches()) {
                repairs.note(path, "the text " + Repairs.quoted(text) + " is a number");
                return DecimalNode.valueOf(new BigDecimal(text));
            }
            String lower = text.toLowerCase(Locale.ROOT);
            if (allows(schema, "boolean") && (lower.equals("true") || lower.equals("false"))) {
                repairs.note(path, "the text " + Repairs.quoted(text) + " is a boolean");
                return BooleanNode.valueOf(lower.equals("true"));
            }
        }
        boolean onlyText = wantsText && !allows(schema, "number") && !allows(schema, "boolean");
        if (onlyText && (value.isNumber() || value.isBoolean())) {
            repairs.note(path, value + " is a text");
            return TextNode.valueOf(value.asText());
        }
        return value;
    }

    private JsonNode enumValue(JsonNode values, JsonNode value, String path) {
        if (!value.isTextual()) {
            return value;
        }
        List<JsonNode> alike = new ArrayList<>();
        for (JsonNode each : values) {
            if (each.equals(value)) {
                return value;
            }
            if (bare(each.asText()).equals(bare(value.textValue()))) {
                alike.add(each);
            }
        }
        if (alike.size() != 1) {
            return value;
        }
        JsonNode meant = alike.getFirst();
        repairs.note(path, Repairs.quoted(value.textValue()) + " is " + meant.asText());
        return meant;
    }

    /** Stays a text if it is not one whole object. */
    private static JsonNode parsed(TextNode text) {
        try {
            JsonNode json = WHOLE_TEXT.readTree(text.textValue());
            return json instanceof ObjectNode ? json : text;
        } catch (JsonProcessingException _) {
            return text;
        }
    }

    private static boolean isList(JsonNode schema) {
        return schema.path("type").asText().equals("array");
    }

    /** The schema itself, or its choice that is an object; missing where there is none. */
    private static JsonNode objectSchema(JsonNode schema) {
        if (schema.path("type").asText().equals("object")) {
            return schema;
        }
        for (JsonNode choice : schema.path("anyOf")) {
            if (choice.path("type").asText().equals("object")) {
                return choice;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean allows(JsonNode schema, String type) {
        JsonNode types = schema.path("type");
        if (types.asText().equals(type)) {
            return true;
        }
        for (JsonNode each : types) {
            if (each.asText().equals(type)) {
                return true;
            }
        }
        for (JsonNode choice : schema.path("anyOf")) {
            if (allows(choice, type)) {
                return true;
            }
        }
        return false;
    }

    /** In lower case, without what joins words. */
    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]", "");
    }
}
