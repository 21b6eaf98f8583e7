package dev.stepfold.generation.step;

/** Takes the progress of a running step. An attempt is ended for its silence, not for its length. */
@FunctionalInterface
public interface StepProgress {
    /**
     * Reports progress. Best effort: if messages come faster than they can be recorded, some are left out.
     *
     * @param message for a person
     */
    void report(String message);

    /**
     * Says that the attempt begins to ask a model: from here on it costs tokens, even if it is ended or lost before
     * anybody knows how many.
     *
     * @param model as its server knows it
     * @param message for a person
     */
    default void asks(String model, String message) {
        report(message);
    }

    /** Says that the work goes on where there is nothing to tell, as a message does too. */
    default void beAlive() {}
}
