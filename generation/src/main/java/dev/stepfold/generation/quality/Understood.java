package dev.stepfold.generation.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the first step understood, read from the fields of its result that are named below; each is empty if the
 * generator has no such field.
 *
 * @param entities the {@code name} of each of {@code entities}
 * @param features the {@code entity} of each of {@code features}
 * @param needs the {@code entity} of each of {@code recurringNeeds}
 * @param ambiguities {@code ambiguities}
 */
record Understood(List<String> entities, List<String> features, List<String> needs, List<String> ambiguities) {
    static Understood of(@Nullable ObjectNode result) {
        return result == null
                ? new Understood(List.of(), List.of(), List.of(), List.of())
                : new Understood(
                        texts(result, "entities", "/name"),
                        texts(result, "features", "/entity"),
                        texts(result, "recurringNeeds", "/entity"),
                        texts(result, "ambiguities", ""));
    }

    /** How many ambiguities quote words of the request: those were not understood, or only in part. */
    int unread() {
        return (int) ambiguities.stream().filter(text -> text.contains("\"")).count();
    }

    private static List<String> texts(ObjectNode result, String field, String pointer) {
        return result.path(field)
                .valueStream()
                .map(element -> element.at(pointer))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank())
                .toList();
    }
}
