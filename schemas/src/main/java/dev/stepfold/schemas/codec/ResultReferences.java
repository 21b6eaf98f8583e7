package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.state.DocumentState;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a step's result and the agent both have once: in the agent. A reference stands in its place in the result,
 * for example <code>{"$ref": "#/agent/actions"}</code>, a JSON Pointer into the state (RFC 6901, section 6). In memory,
 * results are whole.
 */
final class ResultReferences {
    private static final String REFERENCE = "$ref";

    /** A shorter text is written twice rather than referred to. */
    private static final int TEXT_MIN = 64;

    private static final Map<String, Function<Agent, @Nullable Object>> PARTS = parts();

    private ResultReferences() {}

    private static Map<String, Function<Agent, @Nullable Object>> parts() {
        Map<String, Function<Agent, @Nullable Object>> parts = new LinkedHashMap<>();
        parts.put("models", Agent::models);
        parts.put("enums", Agent::enums);
        parts.put("ddl", Agent::ddl);
        parts.put("actions", Agent::actions);
        parts.put("schedules", Agent::schedules);
        parts.put("migration", Agent::migration);
        return parts;
    }

    /** The state with references in its results, to be written. */
    static DocumentState refer(DocumentState state) {
        return state.agent() == null ? state : replace(state, state.agent(), ResultReferences::reference);
    }

    private static @Nullable JsonNode reference(Agent agent, String part, JsonNode value) {
        boolean isLarge = value.isTextual() ? value.textValue().length() >= TEXT_MIN : !value.isEmpty();
        return isLarge && isWrittenAs(ofAgent(agent, part), value)
                ? ContractMapper.mapper().createObjectNode().put(REFERENCE, uri(part))
                : null;
    }

    /** The state that was written, given what was read. */
    static DocumentState resolve(DocumentState state) {
        return state.agent() == null ? state : replace(state, state.agent(), ResultReferences::referred);
    }

    private static @Nullable JsonNode referred(Agent agent, String part, JsonNode value) {
        return uri(part).equals(value.path(REFERENCE).textValue()) ? ofAgent(agent, part) : null;
    }

    private static DocumentState replace(DocumentState state, Agent agent, Replacement replacement) {
        Map<StepId, ObjectNode> results = new EnumMap<>(StepId.class);
        state.stepResults()
                .forEach((step, result) -> PARTS.keySet().forEach(part -> {
                    JsonNode value = result.get(part);
                    JsonNode other = value == null ? null : replacement.of(agent, part, value);
                    if (other != null) {
                        // A field that is set again keeps its place, so that the result is written as it was.
                        results.computeIfAbsent(
                                        step,
                                        _ -> ContractMapper.mapper()
                                                .createObjectNode()
                                                .setAll(result))
                                .set(part, other);
                    }
                }));
        return results.isEmpty() ? state : state.withResults(results);
    }

    private static JsonNode ofAgent(Agent agent, String part) {
        return ContractMapper.mapper()
                .valueToTree(Objects.requireNonNull(PARTS.get(part)).apply(agent));
    }

    private static String uri(String part) {
        return "#/agent/" + part;
    }

    /** Whether two values are the same text; {@link JsonNode#equals} ignores the order of fields. */
    private static boolean isWrittenAs(JsonNode one, JsonNode other) {
        if (one.getNodeType() != other.getNodeType() || one.size() != other.size()) {
            return false;
        }
        if (one.isValueNode()) {
            return one.equals(other);
        }
        Iterator<String> names = other.fieldNames();
        for (Iterator<String> own = one.fieldNames(); own.hasNext(); ) {
            if (!own.next().equals(names.next())) {
                return false;
            }
        }
        Iterator<JsonNode> values = other.elements();
        for (JsonNode value : one) {
            if (!isWrittenAs(value, values.next())) {
                return false;
            }
        }
        return true;
    }

    /** What stands in the place of a part of a result; null if the part stays. */
    @FunctionalInterface
    private interface Replacement {
        @Nullable JsonNode of(Agent agent, String part, JsonNode value);
    }
}
