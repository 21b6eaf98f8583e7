package dev.stepfold.orchestrator.step;

import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepError;

/** An attempt of a step failed. */
public final class StepFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final transient StepError error;

    /**
     * @throws IllegalArgumentException when the kind is {@link ErrorKind#CANCELLED}: only a person's command cancels
     */
    public StepFailure(StepError error) {
        super(error.message());
        if (error.kind() == ErrorKind.CANCELLED) {
            throw new IllegalArgumentException("a step cannot cancel its run");
        }
        this.error = error;
    }

    /**
     * An error that is retryable as its kind is.
     *
     * @throws IllegalArgumentException when the kind is {@link ErrorKind#CANCELLED}: only a person's command cancels
     */
    public StepFailure(ErrorKind kind, String message) {
        this(StepError.of(kind, message));
    }

    /** Why, as it goes into the history. */
    public StepError error() {
        return error;
    }
}
