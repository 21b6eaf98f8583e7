package dev.stepfold.generation.step;

import dev.stepfold.schemas.StepId;

/**
 * One of the six generation steps. A step is repeated after a failure or a crash, so it must not have effects outside
 * its result. It may run for several documents at once.
 */
public interface Step {
    /** Which of the six. */
    StepId id();

    /**
     * Runs one attempt, on a thread that may block and is interrupted when the run is cancelled or the attempt takes
     * too long.
     *
     * @param progress takes messages for a person while the step is running
     * @throws StepFailure when the attempt failed; its error says whether another attempt may help
     * @throws InterruptedException when the thread was interrupted
     */
    StepOutput run(StepInput input, StepProgress progress) throws StepFailure, InterruptedException;
}
