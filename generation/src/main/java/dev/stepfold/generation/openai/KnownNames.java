package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.ResultFields;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may refer to, besides itself.
 *
 * @param change whether an existing agent is changed
 * @param models the models, as JSON
 * @param actions the names of the actions
 */
record KnownNames(boolean change, JsonNode models, List<String> actions) {
    /** Nothing is known. */
    static KnownNames none(boolean change) {
        return new KnownNames(change, MissingNode.getInstance(), List.of());
    }

    /** Those of the earlier results, or else of the existing agent. */
    static KnownNames in(StepInput input) {
        @Nullable JsonNode existing =
                input.existingAgent() == null ? null : ContractMapper.mapper().valueToTree(input.existingAgent());
        return new KnownNames(
                existing != null,
                latest(input.results(), StepId.DATABASE_GENERATION, existing, ResultFields.MODELS),
                names(latest(input.results(), StepId.ACTION_GENERATION, existing, ResultFields.ACTIONS)));
    }

    private static JsonNode latest(
            Map<StepId, ObjectNode> results, StepId step, @Nullable JsonNode existing, String field) {
        ObjectNode result = results.get(step);
        if (result != null) {
            return result.path(field);
        }
        return existing == null ? MissingNode.getInstance() : existing.path(field);
    }

    static List<String> names(JsonNode parts) {
        List<String> names = new ArrayList<>();
        parts.forEach(part -> names.add(part.path("name").asText("")));
        return names;
    }
}
