package dev.stepfold.generation.builtin.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How blueprints write attributes: {@code string required unique}, {@code integer default 0}, {@code one of draft, sent},
 * {@code to Customer required}. The first value of a status or stage is its default.
 */
final class AttributeNotation {
    private static final String LINK = "to ";
    private static final String ONE_OF = "one of ";
    private static final Set<String> LIFE = Set.of("status", "stage");

    private AttributeNotation() {}

    static boolean isLink(String notation) {
        return notation.startsWith(LINK);
    }

    static LinkSpec link(String name, String notation) {
        List<String> words = words(notation);
        return new LinkSpec(name, words.get(1), Cardinality.MANY_TO_ONE, words.contains("required"));
    }

    static AttributeSpec attribute(String name, String notation) {
        if (notation.startsWith(ONE_OF)) {
            List<String> values = Arrays.stream(
                            notation.substring(ONE_OF.length()).split(",", -1))
                    .map(String::strip)
                    .toList();
            boolean life = LIFE.contains(name);
            return new AttributeSpec(
                    name, AttributeSpec.ENUM, life, false, life ? TextNode.valueOf(values.getFirst()) : null, values);
        }
        List<String> words = words(notation);
        String type = words.getFirst();
        int at = words.indexOf("default");
        @Nullable JsonNode initial = at < 0 ? null : value(type, words.get(at + 1));
        return new AttributeSpec(name, type, words.contains("required"), words.contains("unique"), initial, List.of());
    }

    private static JsonNode value(String type, String text) {
        return switch (type) {
            case "integer", "decimal" -> IntNode.valueOf(Integer.parseInt(text));
            case "boolean" -> BooleanNode.valueOf(Boolean.parseBoolean(text));
            default -> TextNode.valueOf(text);
        };
    }

    private static List<String> words(String notation) {
        return Arrays.asList(notation.split(" ", -1));
    }
}
