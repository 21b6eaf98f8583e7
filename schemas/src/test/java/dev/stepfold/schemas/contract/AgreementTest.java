package dev.stepfold.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.codec.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schema and codec agree both ways, on every value that differs from a valid example in one place: each node is removed
 * and replaced by each of a list of other values, and both must then accept or both must refuse.
 */
class AgreementTest {
    private static final List<String> REPLACEMENTS = List.of(
            "null",
            "true",
            "0",
            "1",
            "-1",
            "-2",
            "1.5",
            "2147483648",
            "9223372036854775808",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"1\"",
            "\"started\"",
            "\"cancel\"",
            "\"partial\"",
            "\"database-generation\"",
            "\"2026-11-22T08:00:00Z\"",
            "[]",
            "[null]",
            "[\"x\"]",
            "[{}]",
            "{}",
            "{\"x\":\"y\"}");

    private static final Set<String> HAVE_EXAMPLES_OF_THEIR_OWN =
            Set.of("/streamHistory", "/agent", "/baseAgent", "/existingAgent", "/options");

    private static final Set<String> LIKE_ANOTHER_STATE =
            Set.of("paused", "cancelled", "restarted-with-more-than-fifty-events");

    static Stream<Example> valid() {
        return Example.in("valid").filter(example -> !LIKE_ANOTHER_STATE.contains(example.name()));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void holdsOneChangeAwayFrom(Example example) {
        JsonNode original = ExamplesTest.tree(example.json());
        lighten(original);
        List<String> disagreements = new ArrayList<>();

        for (JsonPointer place : places(original)) {
            JsonNode without = original.deepCopy();
            replace(without, place, null);
            check(example, place + " removed", without, disagreements);
            for (String replacement : REPLACEMENTS) {
                JsonNode changed = original.deepCopy();
                replace(changed, place, ExamplesTest.tree(replacement));
                check(example, place + " = " + replacement, changed, disagreements);
            }
        }

        assertThat(disagreements).isEmpty();
    }

    /** Takes out what makes a state large and has examples of its own. */
    private static void lighten(JsonNode state) {
        if (state instanceof ObjectNode object && state.path("streamHistory") instanceof ArrayNode history) {
            while (history.size() > 1) {
                history.remove(0);
            }
            object.putNull("agent");
            object.putNull("baseAgent");
        }
    }

    private static void check(Example example, String change, JsonNode changed, List<String> disagreements) {
        String json = changed.toString();
        String refusal = refusal(example, json);
        if (ContractSchemas.accepts(example.kind(), json) != refusal.isEmpty()) {
            List<String> problems = ContractSchemas.problems(example.kind(), json);
            disagreements.add(change + ": schema " + problems + ", codec " + refusal);
        }
    }

    private static String refusal(Example example, String json) {
        try {
            example.kind().codec().decode(ExamplesTest.bytes(json));
            return "";
        } catch (UnreadableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Every place below the root; of a list only the first element. */
    private static List<JsonPointer> places(JsonNode root) {
        List<JsonPointer> places = new ArrayList<>();
        collect(root, JsonPointer.empty(), places);
        return places;
    }

    private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> places) {
        if (!place.matches()) {
            places.add(place);
            if (HAVE_EXAMPLES_OF_THEIR_OWN.contains(place.toString())) {
                return;
            }
        }
        if (node instanceof ObjectNode object) {
            object.properties()
                    .forEach(field -> collect(field.getValue(), place.appendProperty(field.getKey()), places));
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            collect(array.get(0), place.appendIndex(0), places);
        }
    }

    private static void replace(JsonNode root, JsonPointer place, @Nullable JsonNode replacement) {
        JsonNode parent = root.at(place.head());
        String name = place.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            if (replacement == null) {
                object.remove(name);
            } else {
                object.set(name, replacement);
            }
        } else if (parent instanceof ArrayNode array) {
            if (replacement == null) {
                array.remove(0);
            } else {
                array.set(0, replacement);
            }
        }
    }
}
