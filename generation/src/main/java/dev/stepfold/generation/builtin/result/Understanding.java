package dev.stepfold.generation.builtin.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: the result of {@code prompt-understanding}.
 *
 * @param intent {@link #BUILD} or {@link #CHANGE}
 * @param agentName short title
 * @param description one or two sentences
 * @param domain the blueprint's name, {@code general} if none fits
 * @param confidence from 0 to 1, how well the request was understood
 * @param entities what the agent stores; for a change only the new entities and those that get something new
 * @param features what the agent does
 * @param recurringNeeds what it does by itself, and when
 * @param edits changes to what the agent already has; empty for a new one
 * @param integrations the outside services that the request names
 * @param constraints sentences of the request that limit what may happen
 * @param ambiguities what was left open, and what to add to the request
 */
public record Understanding(
        String intent,
        String agentName,
        String description,
        String domain,
        double confidence,
        List<EntitySpec> entities,
        List<Feature> features,
        List<RecurringNeed> recurringNeeds,
        @Nullable List<Edit> edits,
        List<String> integrations,
        List<String> constraints,
        List<String> ambiguities) {
    public static final String BUILD = "build";
    public static final String CHANGE = "change";

    public Understanding {
        entities = List.copyOf(entities);
        features = List.copyOf(features);
        recurringNeeds = List.copyOf(recurringNeeds);
        edits = edits == null ? List.of() : List.copyOf(edits);
        integrations = List.copyOf(integrations);
        constraints = List.copyOf(constraints);
        ambiguities = List.copyOf(ambiguities);
    }

    /** Earlier versions wrote none. */
    @Override
    public List<Edit> edits() {
        return edits == null ? List.of() : edits;
    }
}
