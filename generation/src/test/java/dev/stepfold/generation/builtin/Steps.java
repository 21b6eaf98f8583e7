package dev.stepfold.generation.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single steps of the generator. */
final class Steps {
    private Steps() {}

    static StepOutput understand(String request, boolean validation) throws StepFailure, InterruptedException {
        RunOptions options = new RunOptions(validation, true, null, RetryPolicy.DEFAULT, null);
        StepInput input = new StepInput(request, options, null, Map.of(), null, 1);
        return Built.step(StepId.PROMPT_UNDERSTANDING, input, new ArrayList<>());
    }

    /** Restarts a step of a run with edited input. */
    static StepOutput restart(Built built, StepId step, @Nullable ObjectNode edited)
            throws StepFailure, InterruptedException {
        StepInput input = new StepInput(Requests.TASKS, RunOptions.DEFAULT, null, built.results(), edited, 1);
        return Built.step(step, input, new ArrayList<>());
    }
}
