package dev.stepfold.orchestrator.decision;

import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.EventOutline;
import dev.stepfold.schemas.state.StepAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Decides what becomes of attempts: when they begin, report, succeed, fail, or are lost with their process. */
final class AttemptDecider {
    /** How often one attempt is restarted because its process ended: more often than any deployment needs. */
    static final int INTERRUPTIONS_MAX = 5;

    private AttemptDecider() {}

    /**
     * Continues a document whose last writer may have died, or only been paused. Its attempt is lost, and an event
     * records that before anything else is done. The event takes the offset that the lost attempt's outcome could still
     * have taken. A step that completes at the same time is therefore not repeated.
     */
    static void takeOver(Draft draft) {
        RunAdvance.advance(draft);
        if (!draft.isEmpty()) {
            return;
        }
        switch (Effect.of(draft.state())) {
            case Effect.RunAttempt run -> restart(draft, run.attempt());
            case Effect.LetFinish(AttemptId lost)
            when !isInterrupted(draft.state()) ->
                draft.add(AgentStep.Processing.lost(
                        lost.step(),
                        StepMessages.INTERRUPTED,
                        lost.attempt(),
                        draft.policyOf(lost.step()).maxAttempts()));
            case Effect.LetFinish _, Effect.AwaitAttempt _, Effect.Rest _ -> {}
        }
    }

    /**
     * An attempt that was lost too often may be what killed its processes: it fails, so that other documents can
     * continue.
     */
    private static void restart(Draft draft, AttemptId lost) {
        StepId step = lost.step();
        int maxAttempts = draft.policyOf(step).maxAttempts();
        int interruptions =
                Objects.requireNonNull(draft.state().stepAttempts().get(step)).interruptions() + 1;
        if (interruptions <= INTERRUPTIONS_MAX) {
            draft.add(AgentStep.Processing.restarted(
                    step, StepMessages.begunAgain(step, lost.attempt()), lost.attempt(), maxAttempts, interruptions));
            return;
        }
        StepError error = StepError.of(ErrorKind.PERMANENT, StepMessages.interruptedTooOften(interruptions));
        fail(draft, lost, error);
    }

    /**
     * Whether the latest event records that the attempt is lost; no attempt has begun since. In logs from before the
     * event had a field for that, its message records it.
     */
    private static boolean isInterrupted(DocumentState state) {
        return state.streamHistory().getLast().outline() instanceof EventOutline.Whole(AgentStep.Processing processing)
                && (Boolean.TRUE.equals(processing.interrupted())
                        || processing.message().equals(StepMessages.INTERRUPTED));
    }

    /** The wait before an attempt is over. */
    static Decision due(DocumentState state, Input.AttemptDue due, Instant now) {
        if (!(Effect.of(state) instanceof Effect.AwaitAttempt awaited)
                || !awaited.attempt().equals(due.attempt())) {
            return new Decision.Nothing();
        }
        StepId step = due.attempt().step();
        int attempt = due.attempt().attempt();
        return Draft.ofCurrentRun(
                state, now, draft -> draft.addProcessing(step, attempt, StepMessages.begun(step, attempt)));
    }

    static Decision progressed(DocumentState state, Input.AttemptProgressed progressed, Instant now) {
        AttemptId id = progressed.attempt();
        if (!isUnderWay(state, id)) {
            return new Decision.Nothing();
        }
        return Draft.ofCurrentRun(
                state,
                now,
                draft -> draft.addProcessing(id.step(), id.attempt(), progressed.message(), progressed.model()));
    }

    static Decision succeeded(DocumentState state, Input.AttemptSucceeded succeeded, Instant now) {
        if (!isUnderWay(state, succeeded.attempt())) {
            return new Decision.Nothing();
        }
        StepOutput output = succeeded.output();
        return Draft.ofCurrentRun(state, now, draft -> {
            draft.add(new StepResult(
                    succeeded.attempt().step(),
                    output.result(),
                    output.summary(),
                    new ResultMetrics(succeeded.duration(), output.model(), output.tokens()),
                    output.findings()));
            RunAdvance.advance(draft);
        });
    }

    /**
     * A failed attempt is followed by another while the error, the policy, the run's deadline and its token budget allow
     * one. While the run is paused, its deadline allows one; whether it does is decided once the run is resumed.
     */
    static Decision failed(DocumentState state, Input.AttemptFailed failed, Instant now, double jitter) {
        AttemptId id = failed.attempt();
        if (!isUnderWay(state, id)) {
            return new Decision.Nothing();
        }
        return Draft.ofCurrentRun(state, now, draft -> {
            StepError error = failed.error();
            RetryPolicy policy = draft.policyOf(id.step());
            Duration wait = waitAfter(error, policy.backoffAfter(id.attempt(), jitter));
            Instant nextAt = now.plus(wait);
            boolean isLast = !error.retryable() || id.attempt() >= policy.maxAttempts();
            if (error.retryable() && !isInTime(state, nextAt)) {
                fail(draft, id, noTimeLeft(error).withTokens(error.tokens()));
            } else if (!isLast && TokenBudget.isUsedUp(state, error.tokens())) {
                fail(draft, id, TokenBudget.noneLeft(state, error));
            } else if (isLast) {
                fail(draft, id, error);
            } else {
                String message = StepMessages.retrying(error, id.attempt(), policy.maxAttempts(), wait);
                draft.add(
                        new AgentStep.Retrying(id.step(), message, id.attempt(), policy.maxAttempts(), error, nextAt));
            }
        });
    }

    /** If the server asked for a longer wait, for example because it is overloaded, that wait applies. */
    private static Duration waitAfter(StepError error, Duration backoff) {
        Duration asked = error.retryAfter();
        return asked != null && asked.compareTo(backoff) > 0 ? asked : backoff;
    }

    /** Fails a run that was resumed although its deadline comes before its next attempt. */
    static void failWithoutTime(Draft draft) {
        DocumentState state = draft.state();
        if (Effect.of(state) instanceof Effect.AwaitAttempt await && !isInTime(state, await.at())) {
            StepAttempt failed = Objects.requireNonNull(
                    state.stepAttempts().get(await.attempt().step()));
            AttemptId id =
                    new AttemptId(await.attempt().runId(), await.attempt().step(), failed.attempt());
            fail(draft, id, noTimeLeft(Objects.requireNonNull(failed.error())));
        }
    }

    private static boolean isInTime(DocumentState state, Instant nextAt) {
        Instant deadline = state.deadline();
        return deadline == null || nextAt.isBefore(deadline);
    }

    private static StepError noTimeLeft(StepError error) {
        return StepError.of(
                ErrorKind.TIMEOUT, "the run's deadline leaves no time for another attempt; " + error.message());
    }

    /** The run's deadline has passed, and nothing has moved it since its timer was set. */
    static Decision deadlinePassed(DocumentState state, Input.DeadlinePassed passed, Instant now) {
        if (!(Effect.of(state) instanceof Effect.RunAttempt run)
                || !run.attempt().equals(passed.attempt())
                || !passed.deadline().equals(run.notAfter())) {
            return new Decision.Nothing();
        }
        StepError error = StepError.of(ErrorKind.TIMEOUT, "The run's deadline has passed");
        return Draft.ofCurrentRun(state, now, draft -> fail(draft, run.attempt(), error));
    }

    private static void fail(Draft draft, AttemptId id, StepError error) {
        int maxAttempts = draft.policyOf(id.step()).maxAttempts();
        draft.add(new AgentStep.Failed(
                id.step(), StepMessages.failed(error, id.attempt(), maxAttempts), id.attempt(), maxAttempts, error));
        RunAdvance.failRun(draft, id.step());
    }

    /** Whether this is the document's current attempt, so that its inputs count. */
    private static boolean isUnderWay(DocumentState state, AttemptId attempt) {
        return switch (Effect.of(state)) {
            case Effect.RunAttempt run -> run.attempt().equals(attempt);
            case Effect.LetFinish finishing -> finishing.attempt().equals(attempt);
            case Effect.AwaitAttempt _, Effect.Rest _ -> false;
        };
    }
}
