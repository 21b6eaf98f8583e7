package dev.stepfold.schemas.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.JsonValues;
import dev.stepfold.schemas.StepId;
import java.util.List;

/**
 * A step has its result. Written before the step's {@link AgentStep.Complete}. If only the result is found after a
 * crash, the step is completed and not run again.
 *
 * @param step which step
 * @param result the result, in the step's own shape
 * @param summary one line for a person: {@code Database: 5 models, 2 enums}
 * @param metrics what it cost
 * @param findings what validation found
 */
public record StepResult(StepId step, ObjectNode result, String summary, ResultMetrics metrics, List<Finding> findings)
        implements DocumentEvent {
    public StepResult {
        JsonValues.check("result", result);
        Checks.notBlank("summary", summary);
        findings = List.copyOf(findings);
    }
}
