package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * The key that the endpoint requires. It is written into the {@code Authorization} header and nowhere else: its text
 * form hides it, and {@link #scrub} removes it from texts that others wrote.
 *
 * @param value visible ASCII characters, at least one
 */
public record ApiKey(String value) {
    private static final String HIDDEN = "***";

    /** A shorter key is a placeholder, as local servers require: removing it would remove words from answers. */
    private static final int SECRET_LENGTH_MIN = 8;

    /** @throws IllegalArgumentException when a header cannot carry the key; the message does not show it */
    public ApiKey {
        if (value.isEmpty() || !value.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new IllegalArgumentException("OPENAI_API_KEY must consist of visible ASCII characters");
        }
    }

    /** The text without the key. */
    String scrub(String text) {
        return value.length() < SECRET_LENGTH_MIN ? text : text.replace(value, HIDDEN);
    }

    /** The value without the key, in texts and in names of members. */
    JsonNode scrub(JsonNode json) {
        return switch (json) {
            case ObjectNode object -> {
                ObjectNode scrubbed = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(member -> scrubbed.set(scrub(member.getKey()), scrub(member.getValue())));
                yield scrubbed;
            }
            case ArrayNode array -> {
                ArrayNode scrubbed = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(element -> scrubbed.add(scrub(element)));
                yield scrubbed;
            }
            case TextNode text -> TextNode.valueOf(scrub(text.textValue()));
            default -> json;
        };
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
