package dev.stepfold.generation.step;

/** Takes the progress messages of a running step. */
@FunctionalInterface
public interface StepProgress {
    /**
     * Reports progress. Best effort: if messages come faster than they can be recorded, some are left out.
     *
     * @param message for a person
     */
    void report(String message);
}
