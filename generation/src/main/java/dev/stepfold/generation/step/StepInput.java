package dev.stepfold.generation.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.Finding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step's input. The JSON in it is shared with the document's state and must not be changed.
 *
 * @param request the request in plain words
 * @param options what the caller chose for the run
 * @param existingAgent the agent to change; null for a new build
 * @param results the results of the earlier steps that were run
 * @param editedInput input that a person edited for this step when restarting from it; null otherwise
 * @param attempt the attempt, from 1
 * @param findings what was found wrong with the step's last answer in this run; empty if nothing was
 */
public record StepInput(
        String request,
        RunOptions options,
        @Nullable Agent existingAgent,
        Map<StepId, ObjectNode> results,
        @Nullable ObjectNode editedInput,
        int attempt,
        List<Finding> findings) {
    public StepInput {
        results = Map.copyOf(results);
        findings = List.copyOf(findings);
    }

    /** Input for an attempt that follows no faulty answer. */
    public StepInput(
            String request,
            RunOptions options,
            @Nullable Agent existingAgent,
            Map<StepId, ObjectNode> results,
            @Nullable ObjectNode editedInput,
            int attempt) {
        this(request, options, existingAgent, results, editedInput, attempt, List.of());
    }
}
