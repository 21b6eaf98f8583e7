package dev.stepfold.generation.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Finding;
import java.util.List;

/** One of the six steps: its work, and how the result of the work becomes the step's output. */
record BuiltInStep(StepId id, Task task) implements Step {
    /** The work of a step. */
    @FunctionalInterface
    interface Task {
        Done run(EarlierResults earlier, StepProgress progress) throws StepFailure, InterruptedException;
    }

    /**
     * The result of a step's work.
     *
     * @param result a record of the package {@code result}
     */
    record Done(Record result, String summary, List<Finding> findings) {
        Done(Record result, String summary) {
            this(result, summary, List.of());
        }
    }

    @Override
    public StepOutput run(StepInput input, StepProgress progress) throws StepFailure, InterruptedException {
        checkInterrupt();
        Done done = task.run(new EarlierResults(id, input), progress);
        checkInterrupt();
        ObjectNode result = ContractMapper.mapper().valueToTree(done.result());
        return new StepOutput(result, done.summary(), done.findings(), BuiltInGenerator.NAME, null);
    }

    private void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(id + " was interrupted");
        }
    }
}
