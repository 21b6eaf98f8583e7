package dev.stepfold.generation.step;

import static dev.stepfold.schemas.StepId.ACTION_GENERATION;
import static dev.stepfold.schemas.StepId.DATABASE_GENERATION;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.SCHEDULE_GENERATION;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Schedule;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Assembles the agent from the results of the steps; if a step was skipped, its part is the existing agent's. */
public final class AgentAssembly {
    private static final String NAME_UNKNOWN = "Agent";

    private AgentAssembly() {}

    /**
     * The agent as far as {@code results} go.
     *
     * @throws MalformedResultException when a result does not have the shape that {@link ResultFields} states
     */
    public static Agent assemble(Map<StepId, ObjectNode> results, @Nullable Agent existing)
            throws MalformedResultException {
        try {
            return assembled(results, existing);
        } catch (IllegalArgumentException e) {
            throw new MalformedResultException(String.valueOf(e.getMessage()));
        }
    }

    private static Agent assembled(Map<StepId, ObjectNode> results, @Nullable Agent existing)
            throws MalformedResultException {
        @Nullable ObjectNode understanding = results.get(PROMPT_UNDERSTANDING);
        @Nullable ObjectNode database = results.get(DATABASE_GENERATION);
        @Nullable ObjectNode actions = results.get(ACTION_GENERATION);
        @Nullable ObjectNode schedules = results.get(SCHEDULE_GENERATION);
        return new Agent(
                text(understanding, ResultFields.AGENT_NAME, existing == null ? NAME_UNKNOWN : existing.name()),
                text(understanding, ResultFields.DESCRIPTION, existing == null ? "" : existing.description()),
                list(database, ResultFields.MODELS, Model.class, existing == null ? List.of() : existing.models()),
                list(database, ResultFields.ENUMS, EnumType.class, existing == null ? List.of() : existing.enums()),
                text(database, ResultFields.DDL, existing == null ? "" : existing.ddl()),
                list(actions, ResultFields.ACTIONS, Action.class, existing == null ? List.of() : existing.actions()),
                list(
                        schedules,
                        ResultFields.SCHEDULES,
                        Schedule.class,
                        existing == null ? List.of() : existing.schedules()),
                database == null || !database.hasNonNull(ResultFields.MIGRATION)
                        ? null
                        : text(database, ResultFields.MIGRATION, ""));
    }

    private static String text(@Nullable ObjectNode result, String field, String otherwise)
            throws MalformedResultException {
        if (result == null || !result.hasNonNull(field)) {
            return otherwise;
        }
        JsonNode value = result.get(field);
        if (!value.isTextual()) {
            throw new MalformedResultException(field + " must be a string");
        }
        return value.textValue();
    }

    private static <T> List<T> list(@Nullable ObjectNode result, String field, Class<T> type, List<T> otherwise)
            throws MalformedResultException {
        if (result == null) {
            return otherwise;
        }
        if (!result.path(field).isArray()) {
            throw new MalformedResultException(field + " must be an array");
        }
        List<T> values = new ArrayList<>();
        for (JsonNode element : result.get(field)) {
            try {
                values.add(ContractMapper.mapper().treeToValue(element, type));
            } catch (JsonProcessingException e) {
                throw new MalformedResultException(field + ": " + e.getOriginalMessage());
            }
        }
        return values;
    }

    /** A result does not have the shape that others rely on. */
    public static final class MalformedResultException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedResultException(String message) {
            super(message);
        }
    }
}
