package dev.stepfold.generation.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step's output.
 *
 * @param result in the step's own shape; {@link ResultFields} names the fields that others read
 * @param summary one line for a person: {@code Database: 5 models, 2 enums}
 * @param findings what was found about the answer and by validation, none of them an error
 * @param model the model that answered, or the generator's name
 * @param tokens what the model read and wrote; null if that is not known, or no model was asked
 */
public record StepOutput(
        ObjectNode result,
        String summary,
        List<Finding> findings,
        String model,
        @Nullable TokenUsage tokens) {
    public StepOutput {
        Checks.notBlank("summary", summary);
        Checks.notBlank("model", model);
        findings = List.copyOf(findings);
    }
}
