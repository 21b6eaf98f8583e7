package dev.stepfold.orchestrator.embedding;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.state.StepStatus;

/**
 * Receives every step transition of one run, in order and each once, whichever member of the group executes the step.
 * HTTP clients receive the same as {@code agent-step} events.
 */
@FunctionalInterface
public interface StepProgressListener {
    /**
     * A step changed, or made progress: {@link StepStatus#PROCESSING} again with a new message. Called by one thread at
     * a time, after the transition is durable. May block: that delays the calls for this run and nothing else. An
     * exception that it throws is logged, and the next transition is reported nevertheless.
     *
     * @param step which step
     * @param status its status now
     * @param message for a person
     */
    void onProgress(StepId step, StepStatus status, String message);
}
