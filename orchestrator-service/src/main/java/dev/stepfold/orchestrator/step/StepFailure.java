package dev.stepfold.orchestrator.step;

import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepError;

/** An attempt of a step failed. */
public final class StepFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final transient StepError error;

    public StepFailure(StepError error) {
        super(error.message());
        this.error = error;
    }

    public StepFailure(ErrorKind kind, String message) {
        this(StepError.of(kind, message));
    }

    /** Why, as it goes into the history. */
    public StepError error() {
        return error;
    }
}
