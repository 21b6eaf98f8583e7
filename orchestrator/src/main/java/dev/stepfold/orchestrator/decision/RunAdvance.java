package dev.stepfold.orchestrator.decision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.quality.AgentScores;
import dev.stepfold.generation.quality.Insights;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.generation.step.AgentAssembly.MalformedResultException;
import dev.stepfold.generation.step.SkippedSteps;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepAttempt;
import dev.stepfold.schemas.state.StepStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** How a run advances through its steps once an attempt or a command has changed something. */
final class RunAdvance {
    /** A retry and a restart give a failed run its whole deadline and its whole budget again. */
    private static final List<String> ACTIONS = List.of("retry", "restart");

    private RunAdvance() {}

    /** Adds everything that follows: completes what has a result, skips, begins the next step, ends the run. */
    static void advance(Draft draft) {
        completeWhatHasResult(draft);
        failWhatHasFailed(draft);
        AttemptDecider.failWithoutTime(draft);
        while (draft.state().status() == RunStatus.RUNNING) {
            Optional<StepId> open = draft.state().firstOpenStep();
            if (open.isEmpty()) {
                finish(draft);
                return;
            }
            StepId step = open.get();
            if (draft.state().progressOf(step) != StepStatus.PENDING) {
                return;
            }
            Optional<String> reasonToSkip = SkippedSteps.reason(draft.state().stepResults(), step);
            if (reasonToSkip.isEmpty() && TokenBudget.isUsedUp(draft.state(), null)) {
                failBefore(draft, step);
                return;
            }
            if (reasonToSkip.isEmpty()) {
                draft.addProcessing(step, 1, StepMessages.begun(step, 1));
                return;
            }
            draft.add(new AgentStep.Skipped(step, reasonToSkip.get()));
        }
    }

    private static void completeWhatHasResult(Draft draft) {
        DocumentState state = draft.state();
        StepId step = state.currentStep();
        if (!isAlive(state) || step == null || state.progressOf(step) != StepStatus.PROCESSING) {
            return;
        }
        StepAttempt attempt = state.stepAttempts().get(step);
        String summary = state.stepMessages().get(step);
        if (!state.stepResults().containsKey(step) || attempt == null || summary == null) {
            return;
        }
        if (SkippedSteps.mayBeSkipped(step)) {
            draft.add(new AgentData.Partial(assembled(state)));
        }
        Duration took = Objects.requireNonNullElse(
                Objects.requireNonNull(state.metrics().get(step)).duration(), Duration.ZERO);
        draft.add(new AgentStep.Complete(step, summary, attempt.attempt(), attempt.maxAttempts(), took));
    }

    /** Of a failed attempt's events, only the first, which is the step's, may have reached the log. */
    private static void failWhatHasFailed(Draft draft) {
        DocumentState state = draft.state();
        StepId step = state.currentStep();
        if (isAlive(state) && step != null && state.progressOf(step) == StepStatus.FAILED) {
            failRun(draft, step);
        }
    }

    /**
     * Ends a run whose step was cancelled, as the command that cancelled it would have. That command is lost and its id
     * with it; the event gets one that follows from the run.
     */
    static void cancelWhatWasCancelled(Draft draft) {
        DocumentState state = draft.state();
        StepId step = state.currentStep();
        StepAttempt attempt = step == null ? null : state.stepAttempts().get(step);
        StepError error = attempt == null ? null : attempt.error();
        if (isAlive(state)
                && step != null
                && state.progressOf(step) == StepStatus.FAILED
                && error != null
                && error.kind() == ErrorKind.CANCELLED) {
            String name = state.documentId() + ":" + state.runId();
            draft.add(new AgentRun.Cancelled(
                    new CommandId("cancel-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)))));
        }
    }

    /**
     * Ends the run because of its failed step; if the step failed because it was cancelled, the command ends the run.
     */
    static void failRun(Draft draft, StepId step) {
        StepAttempt attempt = draft.state().stepAttempts().get(step);
        StepError error = attempt == null ? null : attempt.error();
        if (attempt != null && error != null && error.kind() != ErrorKind.CANCELLED) {
            draft.add(new AgentRun.Failed(
                    draft.elapsed(),
                    new RunError(
                            step,
                            error.kind(),
                            error.message(),
                            error.retryable(),
                            attempt.attempt(),
                            attempt.maxAttempts(),
                            ACTIONS)));
        }
    }

    /** Ends the run because nothing of its token budget is left for a step. */
    private static void failBefore(Draft draft, StepId step) {
        draft.add(new AgentRun.Failed(
                draft.elapsed(),
                new RunError(
                        step,
                        ErrorKind.BUDGET_EXHAUSTED,
                        TokenBudget.message(draft.state(), null) + ", which leaves none for this step",
                        ErrorKind.BUDGET_EXHAUSTED.isRetryable(),
                        0,
                        draft.policyOf(step).maxAttempts(),
                        ACTIONS)));
    }

    private static void finish(Draft draft) {
        DocumentState state = draft.state();
        Agent agent = assembled(state);
        ObjectNode understanding = state.stepResults().get(StepId.PROMPT_UNDERSTANDING);
        RunOptions options = state.options();
        boolean insights = options == null || options.insights();
        draft.add(new AgentData.Final(agent));
        draft.add(new AgentRun.Completed(
                draft.elapsed(),
                AgentScores.of(agent, understanding, state.baseAgent() == null ? state.request() : null),
                insights ? Insights.of(agent, understanding) : List.of()));
    }

    private static boolean isAlive(DocumentState state) {
        return state.status() == RunStatus.RUNNING || state.status() == RunStatus.PAUSED;
    }

    private static Agent assembled(DocumentState state) {
        try {
            return AgentAssembly.assemble(state.stepResults(), state.baseAgent());
        } catch (MalformedResultException e) {
            throw new IllegalStateException("a recorded result is malformed: documentId=" + state.documentId(), e);
        }
    }
}
