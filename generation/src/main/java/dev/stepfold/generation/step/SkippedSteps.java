package dev.stepfold.generation.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps that {@code decision-making} found not to be needed: {@link ResultFields#SKIPPED} of its result. */
public final class SkippedSteps {
    private SkippedSteps() {}

    /** Those that the decision among {@code results} skips. */
    public static Set<StepId> of(Map<StepId, ObjectNode> results) {
        return Arrays.stream(StepId.values())
                .filter(step -> reason(results, step).isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why {@code step} is skipped; empty where it is not. */
    public static Optional<String> reason(Map<StepId, ObjectNode> results, StepId step) {
        ObjectNode decided = results.get(StepId.DECISION_MAKING);
        if (decided == null || !mayBeSkipped(step)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        decided.path(ResultFields.SKIPPED).path(step.wireName()).textValue())
                .filter(reason -> !reason.isBlank());
    }

    /** Whether {@code step} can be skipped at all: only steps that make a part of the agent can. */
    public static boolean mayBeSkipped(StepId step) {
        return switch (step) {
            case PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS -> false;
            case DATABASE_GENERATION, ACTION_GENERATION, SCHEDULE_GENERATION -> true;
        };
    }
}
