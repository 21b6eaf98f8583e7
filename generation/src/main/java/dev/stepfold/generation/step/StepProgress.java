package dev.stepfold.generation.step;

/** Takes word of a step that is at work. */
@FunctionalInterface
public interface StepProgress {
    /**
     * Reports progress. Best effort: where messages come faster than they can be recorded, some are left out.
     *
     * @param message for a person
     */
    void report(String message);
}
