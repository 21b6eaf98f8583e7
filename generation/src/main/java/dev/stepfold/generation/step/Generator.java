package dev.stepfold.generation.step;

import dev.stepfold.schemas.StepId;

/** A way to generate agents: all six steps, made to work together. */
public interface Generator {
    /** The name by which {@code STEPFOLD_GENERATOR} and the run option {@code generator} choose it. */
    String name();

    /** The step of that id. */
    Step step(StepId id);
}
