package dev.stepfold.orchestrator.decision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.quality.AgentScores;
import dev.stepfold.generation.quality.Insights;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.generation.step.AgentAssembly.MalformedResultException;
import dev.stepfold.generation.step.ResultFields;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepAttempt;
import dev.stepfold.schemas.state.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Decides what happens next to a document (Chassaing's Decider pattern): from a document, an input, the time and a random
 * number to the events that have now happened. It changes nothing; the events are folded once they are durable, and the
 * {@link Effect} of the state they lead to is carried out after that.
 *
 * <p>Commands are decided in {@link CommandDecider}; here stands how a run moves through its steps.
 */
public final class Decider {
    /** How often one attempt is begun again because its owner was gone: more than any deployment takes. */
    static final int INTERRUPTIONS_MAX = 5;

    private Decider() {}

    /**
     * The answer to {@code input}; empty where it changes nothing, because it is stale or was answered before.
     *
     * @param now the time that the events carry
     * @param jitter uniformly random in [0, 1), for the wait before another attempt
     */
    public static Optional<Decision> decide(Document document, Input input, Instant now, double jitter) {
        DocumentState state = document.state();
        Optional<Decision> decision = switch (input) {
            case Input.CommandReceived received -> CommandDecider.decide(document, received.command(), now);
            case Input.ArchiveRefused refused ->
                CommandDecider.refuseArchive(document, refused.command(), refused.reason(), now);
            case Input.Recovered _ -> withCurrentRun(state, now, Decider::takeOver);
            case Input.Settled _ -> withCurrentRun(state, now, Decider::advance);
            case Input.AttemptDue due -> attemptDue(state, due, now);
            case Input.AttemptProgressed progressed -> progressed(state, progressed, now);
            case Input.AttemptSucceeded succeeded -> succeeded(state, succeeded, now);
            case Input.AttemptFailed failed -> failed(state, failed.attempt(), failed.error(), now, jitter);
        };
        return decision.filter(found -> !found.events().isEmpty());
    }

    /**
     * Whether the document is to be erased: by its owner, or again, after an erasure that was not finished. No event tells of
     * it, because no history is left.
     */
    public static boolean mayErase(Document document, Command.Erase erase) {
        return CommandDecider.mayErase(document.state(), erase);
    }

    /**
     * Goes on with a document whose last owner may have died, or only been away. Its attempt is lost, and an event says so
     * before anything else is done: that takes the place in the log which the lost attempt's outcome could still get, and
     * so nobody makes an attempt again of a step that completes at the same time.
     */
    private static void takeOver(Draft draft) {
        advance(draft);
        if (!draft.isEmpty()) {
            return;
        }
        switch (Effect.of(draft.state())) {
            case Effect.RunAttempt run -> beginAgain(draft, run.attempt());
            case Effect.LetFinish(AttemptId lost)
            when !isSaid(draft.state(), StepMessages.INTERRUPTED) ->
                draft.add(processing(draft.state(), lost.step(), lost.attempt(), StepMessages.INTERRUPTED));
            case Effect.LetFinish _, Effect.AwaitAttempt _, Effect.Rest _ -> {}
        }
    }

    /** An attempt that was lost too often may be what its owners ended of: it fails, and others get on. */
    private static void beginAgain(Draft draft, AttemptId lost) {
        StepId step = lost.step();
        int maxAttempts = policy(draft.state(), step).maxAttempts();
        int interruptions =
                Objects.requireNonNull(draft.state().stepAttempts().get(step)).interruptions() + 1;
        if (interruptions <= INTERRUPTIONS_MAX) {
            draft.add(new AgentStep.Processing(
                    step, StepMessages.begunAgain(step, lost.attempt()), lost.attempt(), maxAttempts, interruptions));
            return;
        }
        StepError error = StepError.of(ErrorKind.PERMANENT, StepMessages.interruptedTooOften(interruptions));
        draft.add(new AgentStep.Failed(
                step, StepMessages.failed(error, lost.attempt(), maxAttempts), lost.attempt(), maxAttempts, error));
        failRun(draft, step);
    }

    /** Whether the latest event says so: no attempt has begun since. */
    private static boolean isSaid(DocumentState state, String message) {
        return state.streamHistory().getLast().event() instanceof AgentStep.Processing processing
                && processing.message().equals(message);
    }

    private static AgentStep.Processing processing(DocumentState state, StepId step, int attempt, String message) {
        return new AgentStep.Processing(
                step, message, attempt, policy(state, step).maxAttempts());
    }

    /** Adds everything that follows by itself: completes what has a result, skips, begins the next step, ends the run. */
    static void advance(Draft draft) {
        completeWhatHasResult(draft);
        failWhatHasFailed(draft);
        while (draft.state().status() == RunStatus.RUNNING) {
            Optional<StepId> open = firstOpenStep(draft.state());
            if (open.isEmpty()) {
                finish(draft);
                return;
            }
            StepId step = open.get();
            if (draft.state().progressOf(step) != StepStatus.PENDING) {
                return;
            }
            Optional<String> reasonToSkip = reasonToSkip(draft.state(), step);
            if (reasonToSkip.isEmpty()) {
                draft.add(processing(draft.state(), step, 1, StepMessages.begun(step, 1)));
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
        if (changesAgent(step)) {
            draft.add(new AgentData.Partial(assembled(state)));
        }
        Duration took = Objects.requireNonNullElse(
                Objects.requireNonNull(state.metrics().get(step)).duration(), Duration.ZERO);
        draft.add(new AgentStep.Complete(step, summary, attempt.attempt(), attempt.maxAttempts(), took));
    }

    /** Of the events of a failed attempt, only the first, the step's, may have come to the log. */
    private static void failWhatHasFailed(Draft draft) {
        DocumentState state = draft.state();
        StepId step = state.currentStep();
        if (isAlive(state) && step != null && state.progressOf(step) == StepStatus.FAILED) {
            failRun(draft, step);
        }
    }

    private static boolean isAlive(DocumentState state) {
        return state.status() == RunStatus.RUNNING || state.status() == RunStatus.PAUSED;
    }

    private static void finish(Draft draft) {
        DocumentState state = draft.state();
        Agent agent = assembled(state);
        ObjectNode understanding = state.stepResults().get(StepId.PROMPT_UNDERSTANDING);
        RunOptions options = state.options();
        boolean insights = options == null || options.insights();
        draft.add(new AgentData.Final(agent));
        draft.add(new AgentRun.Completed(
                elapsed(state, draft.now()),
                AgentScores.of(agent, understanding),
                insights ? Insights.of(agent, understanding) : List.of()));
    }

    private static Optional<Decision> attemptDue(DocumentState state, Input.AttemptDue due, Instant now) {
        if (!(Effect.of(state) instanceof Effect.AwaitAttempt awaited)
                || !awaited.attempt().equals(due.attempt())) {
            return Optional.empty();
        }
        StepId step = due.attempt().step();
        int attempt = due.attempt().attempt();
        return withCurrentRun(
                state, now, draft -> draft.add(processing(state, step, attempt, StepMessages.begun(step, attempt))));
    }

    private static Optional<Decision> progressed(DocumentState state, Input.AttemptProgressed progressed, Instant now) {
        AttemptId id = progressed.attempt();
        return isUnderWay(state, id)
                ? withCurrentRun(
                        state,
                        now,
                        draft -> draft.add(processing(state, id.step(), id.attempt(), progressed.message())))
                : Optional.empty();
    }

    private static Optional<Decision> succeeded(DocumentState state, Input.AttemptSucceeded succeeded, Instant now) {
        if (!isUnderWay(state, succeeded.attempt())) {
            return Optional.empty();
        }
        StepOutput output = succeeded.output();
        return withCurrentRun(state, now, draft -> {
            draft.add(new StepResult(
                    succeeded.attempt().step(),
                    output.result(),
                    output.summary(),
                    new ResultMetrics(succeeded.duration(), output.model(), output.tokens()),
                    output.findings()));
            advance(draft);
        });
    }

    private static Optional<Decision> failed(
            DocumentState state, AttemptId id, StepError error, Instant now, double jitter) {
        if (!isUnderWay(state, id)) {
            return Optional.empty();
        }
        RetryPolicy policy = policy(state, id.step());
        Duration wait = policy.backoffAfter(id.attempt(), jitter);
        if (error.retryAfter() != null && error.retryAfter().compareTo(wait) > 0) {
            wait = error.retryAfter();
        }
        Instant nextAt = now.plus(wait);
        Instant deadline = Effect.deadlineOf(state);
        boolean inTime = deadline == null || nextAt.isBefore(deadline);
        if (error.retryable() && id.attempt() < policy.maxAttempts() && inTime) {
            String message = StepMessages.retrying(error, id.attempt(), policy.maxAttempts(), wait);
            return withCurrentRun(
                    state,
                    now,
                    draft -> draft.add(new AgentStep.Retrying(
                            id.step(), message, id.attempt(), policy.maxAttempts(), error, nextAt)));
        }
        StepError last = inTime || !error.retryable()
                ? error
                : StepError.of(
                        ErrorKind.TIMEOUT, "the run's deadline leaves no time for another attempt; " + error.message());
        return withCurrentRun(state, now, draft -> {
            draft.add(new AgentStep.Failed(
                    id.step(),
                    StepMessages.failed(last, id.attempt(), policy.maxAttempts()),
                    id.attempt(),
                    policy.maxAttempts(),
                    last));
            failRun(draft, id.step());
        });
    }

    /** Ends the run because of its failed step; a step that failed by being cancelled leaves that to the command. */
    private static void failRun(Draft draft, StepId step) {
        StepAttempt attempt = draft.state().stepAttempts().get(step);
        StepError error = attempt == null ? null : attempt.error();
        if (attempt != null && error != null && error.kind() != ErrorKind.CANCELLED) {
            draft.add(new AgentRun.Failed(
                    elapsed(draft.state(), draft.now()),
                    new RunError(
                            step,
                            error.kind(),
                            error.message(),
                            error.retryable(),
                            attempt.attempt(),
                            attempt.maxAttempts(),
                            List.of("retry", "restart"))));
        }
    }

    /** Whether the document is at that very attempt, so that what comes from it counts. */
    private static boolean isUnderWay(DocumentState state, AttemptId attempt) {
        return switch (Effect.of(state)) {
            case Effect.RunAttempt run -> run.attempt().equals(attempt);
            case Effect.LetFinish finishing -> finishing.attempt().equals(attempt);
            case Effect.AwaitAttempt _, Effect.Rest _ -> false;
        };
    }

    private static Optional<StepId> firstOpenStep(DocumentState state) {
        for (StepId step : StepId.values()) {
            if (!state.progressOf(step).isDone()) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> reasonToSkip(DocumentState state, StepId step) {
        return reasonToSkip(state.stepResults(), step);
    }

    /** The steps that the decision among the results skips. */
    public static Set<StepId> skipped(Map<StepId, ObjectNode> results) {
        return Arrays.stream(StepId.values())
                .filter(step -> reasonToSkip(results, step).isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<String> reasonToSkip(Map<StepId, ObjectNode> results, StepId step) {
        ObjectNode decided = results.get(StepId.DECISION_MAKING);
        if (decided == null || !changesAgent(step)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        decided.path(ResultFields.SKIPPED).path(step.wireName()).textValue())
                .filter(reason -> !reason.isBlank());
    }

    private static boolean changesAgent(StepId step) {
        return switch (step) {
            case PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS -> false;
            case DATABASE_GENERATION, ACTION_GENERATION, SCHEDULE_GENERATION -> true;
        };
    }

    private static Agent assembled(DocumentState state) {
        try {
            return AgentAssembly.assemble(state.stepResults(), state.baseAgent());
        } catch (MalformedResultException e) {
            throw new IllegalStateException("a recorded result is malformed: documentId=" + state.documentId(), e);
        }
    }

    private static RetryPolicy policy(DocumentState state, StepId step) {
        RunOptions options = state.options();
        return options == null ? RetryPolicy.DEFAULT : options.retryPolicyOf(step);
    }

    /** From the run's start to now; zero where another instance's clock was ahead. */
    private static Duration elapsed(DocumentState state, Instant now) {
        Instant began = state.runStartedAt();
        return began == null || began.isAfter(now) ? Duration.ZERO : Duration.between(began, now);
    }

    private static Optional<Decision> withCurrentRun(DocumentState state, Instant now, Consumer<Draft> steps) {
        RunId runId = state.runId();
        if (runId == null) {
            return Optional.empty();
        }
        Draft draft = new Draft(state, runId, now);
        steps.accept(draft);
        return Optional.of(draft.decision());
    }
}
