package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;

/**
 * One attempt of a step in a run. An attempt's inputs count only while it is the document's current attempt.
 *
 * @param runId the run
 * @param step the step
 * @param attempt from 1
 */
public record AttemptId(RunId runId, StepId step, int attempt) {}
