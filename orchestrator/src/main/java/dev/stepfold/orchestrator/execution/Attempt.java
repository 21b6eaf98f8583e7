package dev.stepfold.orchestrator.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.fairpermits.FairPermits;
import dev.stepfold.generation.sql.SqlJudgeException;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.generation.step.AgentAssembly.MalformedResultException;
import dev.stepfold.generation.step.SkippedSteps;
import dev.stepfold.generation.step.Step;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.generation.validation.Validator;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Finding.Severity;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt on its thread. It ends in exactly one of three ways: it finishes (and reports how), its time is over
 * ({@link Patience}; it reports that, whether or not the step responds to interruption), or it is stopped (and reports
 * nothing). Whichever comes first wins.
 */
final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    /** Progress that comes sooner after the last report is dropped. */
    private static final Duration PROGRESS_INTERVAL_MIN = Duration.ofMillis(250);

    private final DocumentId documentId;
    private final Effect.RunAttempt attempt;
    private final Generators generators;
    private final Validator validator;
    private final FairPermits permits;
    private final Timers timers;
    private final LongSupplier nanoTime;
    private final Consumer<Input> outcome;
    private @Nullable Thread thread;
    private End end = End.NONE;
    private @Nullable Long progressAtNanos;
    private boolean hasAsked;
    private long endedAtNanos;
    private Runnable takeBackTimer = () -> {};
    private volatile Patience patience;

    private final StepProgress progress = new StepProgress() {
        @Override
        public void report(String message) {
            Attempt.this.report(message);
        }

        @Override
        public void asks(String model, String message) {
            Attempt.this.asks(model, message);
        }

        @Override
        public void beAlive() {
            patience.renew(nanoTime.getAsLong());
        }
    };

    /** Sets timers. */
    interface Timers {
        /** Runs an action later; returns what takes it back. */
        Runnable after(Duration delay, Runnable action);
    }

    Attempt(
            DocumentId documentId,
            Effect.RunAttempt attempt,
            Generators generators,
            Validator validator,
            FairPermits permits,
            Timers timers,
            LongSupplier nanoTime,
            Consumer<Input> outcome) {
        this.documentId = documentId;
        this.attempt = attempt;
        this.generators = generators;
        this.validator = validator;
        this.permits = permits;
        this.timers = timers;
        this.nanoTime = nanoTime;
        this.outcome = outcome;
        this.patience = new Patience(attempt.timeout(), nanoTime.getAsLong());
    }

    /**
     * Requests a permit, and starts the thread that waits for it.
     *
     * @param within runs, on its thread, what it does
     * @param onEnd called when its thread ends, after its permit was returned
     */
    synchronized void start(Consumer<Runnable> within, Runnable onEnd) {
        FairPermits.Permit permit = permits.request(attempt.owner());
        thread = Thread.ofVirtual().name("step-" + documentId).start(() -> {
            try {
                within.accept(() -> run(permit));
            } finally {
                onEnd.run();
            }
        });
    }

    /** Whether it was told to end at least this long ago; only for an attempt whose thread has not ended. */
    synchronized boolean isOverdue(Duration grace) {
        boolean told = end == End.TIMED_OUT || end == End.STOPPED;
        return told && nanoTime.getAsLong() - endedAtNanos >= grace.toNanos();
    }

    /** Stops the attempt, if it has not ended already. */
    void stop() {
        endBy(End.STOPPED);
    }

    private void run(FairPermits.Permit asked) {
        try (FairPermits.Permit permit = asked) {
            permit.await();
            patience = new Patience(attempt.timeout(), nanoTime.getAsLong());
            watch();
            Input result = resultOfStep();
            if (endBy(End.FINISHED)) {
                outcome.accept(result);
            }
        } catch (InterruptedException _) {
            LOG.debug(
                    "stopped documentId={} step={}",
                    documentId,
                    attempt.attempt().step());
        }
    }

    private Input resultOfStep() {
        long beganNanos = nanoTime.getAsLong();
        try {
            StepOutput output = runStep();
            tellOfModel(output.tokens(), output.model());
            return new Input.AttemptSucceeded(
                    attempt.attempt(), output, Duration.ofNanos(nanoTime.getAsLong() - beganNanos));
        } catch (StepFailure e) {
            tellOfModel(e.error().tokens(), attempt.attempt().step().wireName());
            return new Input.AttemptFailed(attempt.attempt(), e.error());
        } catch (InterruptedException _) {
            return failed(ErrorKind.TRANSIENT, "The step was interrupted");
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "a step failed with an unexpected error documentId={} step={}",
                    documentId,
                    attempt.attempt().step(),
                    e);
            return failed(
                    ErrorKind.PERMANENT,
                    "The step failed with an unexpected error; the orchestrator's log has the details");
        }
    }

    /** Ends the attempt if its time is over, and else looks again when it may be. */
    private void watch() {
        Duration left = patience.left(nanoTime.getAsLong());
        if (left.isPositive()) {
            watchAfter(left);
        } else if (endBy(End.TIMED_OUT)) {
            outcome.accept(failed(ErrorKind.TIMEOUT, "The attempt exceeded its time limit"));
        }
    }

    private synchronized void watchAfter(Duration left) {
        if (end == End.NONE) {
            takeBackTimer = timers.after(left, this::watch);
        }
    }

    private StepOutput runStep() throws StepFailure, InterruptedException {
        StepId id = attempt.attempt().step();
        Step step = generators.step(id, attempt.input().options());
        StepOutput output = step.run(attempt.input(), progress);
        try {
            return checked(id, output);
        } catch (StepFailure e) {
            throw new StepFailure(e.error().withTokens(output.tokens()));
        }
    }

    /** The output as it goes into the log. */
    private StepOutput checked(StepId id, StepOutput output) throws StepFailure, InterruptedException {
        ObjectNode result = LoggedResult.of(output.result());
        Map<StepId, ObjectNode> results = new EnumMap<>(StepId.class);
        results.putAll(attempt.input().results());
        results.put(id, result);
        Agent agent;
        try {
            agent = AgentAssembly.assemble(results, attempt.input().existingAgent());
        } catch (MalformedResultException e) {
            String problem = "The result is malformed: " + e.getMessage();
            throw StepFailure.invalidOutput(
                    problem, List.of(new Finding(id, Severity.ERROR, "malformed-result", problem, null)));
        }
        LoggedResult.checkSize(agent);
        List<Finding> findings = new ArrayList<>(output.findings());
        if (attempt.input().options().validation()) {
            findings.addAll(validated(id, results, agent));
        }
        return new StepOutput(result, output.summary(), findings, output.model(), output.tokens());
    }

    /** The warnings about the step's part of the agent. */
    private List<Finding> validated(StepId id, Map<StepId, ObjectNode> results, Agent agent)
            throws StepFailure, InterruptedException {
        List<Finding> findings;
        try {
            findings = validator.check(
                    attempt.owner(),
                    id,
                    SkippedSteps.of(results),
                    agent,
                    attempt.input().existingAgent());
        } catch (SqlJudgeException e) {
            LOG.warn("a result cannot be checked documentId={} step={}", documentId, id, e);
            throw new StepFailure(ErrorKind.TRANSIENT, String.valueOf(e.getMessage()));
        }
        List<Finding> errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw StepFailure.invalidOutput(errors);
        }
        return findings;
    }

    private void report(String message) {
        long now = nanoTime.getAsLong();
        patience.renew(now);
        Long before = progressAtNanos;
        boolean early = before != null && now - before < PROGRESS_INTERVAL_MIN.toNanos();
        if (!early && !hasEnded()) {
            progressAtNanos = now;
            outcome.accept(new Input.AttemptProgressed(attempt.attempt(), message));
        }
    }

    /** Costs count if it is told that a model is asked; not every step of others tells it. */
    private void tellOfModel(@Nullable TokenUsage tokens, String model) {
        if (tokens != null && !hasAsked) {
            asks(model, "Asked the model " + model);
        }
    }

    /** Told the first time however soon it comes after other progress: what the attempt costs hangs on it. */
    private void asks(String model, String message) {
        if (hasAsked) {
            report(message);
            return;
        }
        long now = nanoTime.getAsLong();
        patience.renew(now);
        hasAsked = true;
        if (!hasEnded()) {
            progressAtNanos = now;
            outcome.accept(new Input.AttemptProgressed(attempt.attempt(), message, model));
        }
    }

    private Input.AttemptFailed failed(ErrorKind kind, String message) {
        return new Input.AttemptFailed(attempt.attempt(), StepError.of(kind, message));
    }

    private synchronized boolean hasEnded() {
        return end != End.NONE;
    }

    /** Ends the attempt, if it has not ended already; returns whether this call ended it. */
    private synchronized boolean endBy(End how) {
        if (end != End.NONE) {
            return false;
        }
        end = how;
        endedAtNanos = nanoTime.getAsLong();
        takeBackTimer.run();
        if (how == End.FINISHED) {
            Thread.interrupted();
        } else if (thread != null) {
            thread.interrupt();
        }
        return true;
    }

    /** How an attempt ended. */
    private enum End {
        NONE,
        FINISHED,
        TIMED_OUT,
        STOPPED
    }
}
