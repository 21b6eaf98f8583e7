package dev.stepfold.generation.builtin.result;

import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Complexity;
import java.util.List;

/** The result of {@code action-generation}. */
public record ActionsResult(List<Action> actions, Complexity complexity) {
    public ActionsResult {
        actions = List.copyOf(actions);
    }
}
