package dev.stepfold.schemas.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.event.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes a document's state from its events: pure, total, and the same code in every service.
 *
 * <p>Laws: folding a prefix and then the rest equals folding all; folding an event that is not newer than the state
 * changes nothing, so that an event may be delivered any number of times.
 */
public final class DocumentFold {
    /**
     * Is raised with every change by which some log folds to another state than before, also where it only adds a field.
     * Whoever keeps states folds those of an earlier version anew.
     */
    public static final int VERSION = 1;

    private DocumentFold() {}

    /** The state after {@code events}, in the order of their sequences. */
    public static DocumentState fold(DocumentId documentId, List<RecordedEvent> events) {
        DocumentState state = DocumentState.initial(documentId);
        for (RecordedEvent event : events) {
            state = apply(state, event);
        }
        return state;
    }

    /** The state after one more event; the same state if it already includes that event. */
    public static DocumentState apply(DocumentState state, RecordedEvent recorded) {
        if (recorded.sequence() <= state.sequence()) {
            return state;
        }
        StateBuilder next = new StateBuilder(state);
        switch (recorded.event()) {
            case AgentRun run -> applyRun(next, recorded, run);
            case AgentStep step -> applyStep(next, step);
            case StepResult result -> applyResult(next, result);
            case AgentData data -> next.agent = data.agent();
            case CommandRejected _, DocumentArchive _ -> {}
        }
        next.record(recorded);
        return next.build();
    }

    private static void applyRun(StateBuilder next, RecordedEvent recorded, AgentRun run) {
        switch (run) {
            case AgentRun.Started started -> {
                beginRun(next, recorded, StepId.first());
                next.owner = started.owner();
                next.request = started.request();
                next.options = started.options();
                if (started.existingAgent() != null) {
                    next.agent = started.existingAgent();
                }
                next.baseAgent = next.agent;
            }
            case AgentRun.Restarted restarted -> {
                StepId from = restarted.fromStep();
                ObjectNode input = restarted.input() != null ? restarted.input() : next.stepInputs.get(from);
                beginRun(next, recorded, from);
                if (input != null) {
                    next.stepInputs.put(from, input);
                }
            }
            case AgentRun.Resumed _ -> {
                if (next.status == RunStatus.FAILED) {
                    next.renewDeadline(recorded.timestamp());
                    next.renewBudget();
                } else {
                    next.releaseDeadline(recorded.timestamp());
                }
                if (next.error != null && next.error.step() != null) {
                    next.stepProgress.put(next.error.step(), StepStatus.PENDING);
                    next.stepAttempts.remove(next.error.step());
                }
                next.error = null;
                next.status = RunStatus.RUNNING;
            }
            case AgentRun.Paused _ -> {
                next.holdDeadline(recorded.timestamp());
                next.status = RunStatus.PAUSED;
            }
            case AgentRun.Cancelled _ -> {
                next.releaseDeadline(recorded.timestamp());
                next.error = null;
                next.status = RunStatus.CANCELLED;
            }
            case AgentRun.Failed failed -> {
                next.releaseDeadline(recorded.timestamp());
                next.status = RunStatus.FAILED;
                next.error = failed.error();
            }
            case AgentRun.Completed completed -> {
                next.releaseDeadline(recorded.timestamp());
                next.status = RunStatus.COMPLETED;
                next.currentStep = null;
                next.quality = completed.quality();
                next.insights.clear();
                next.insights.addAll(completed.insights());
            }
        }
    }

    private static void beginRun(StateBuilder next, RecordedEvent recorded, StepId fromStep) {
        next.resetFrom(fromStep);
        next.runId = recorded.runId();
        next.runStartedAt = recorded.timestamp();
        next.resetDeadline();
        next.resetSpending();
        next.status = RunStatus.RUNNING;
        next.currentStep = null;
    }

    private static void applyStep(StateBuilder next, AgentStep event) {
        StepId step = event.step();
        next.stepMessages.put(step, event.message());
        switch (event) {
            case AgentStep.Processing processing -> {
                next.currentStep = step;
                next.stepProgress.put(step, StepStatus.PROCESSING);
                boolean goesOn = goesOn(next, processing);
                if (!goesOn) {
                    countCost(next, step, null);
                }
                StepAttempt attempt = new StepAttempt(
                        processing.attempt(),
                        processing.maxAttempts(),
                        null,
                        null,
                        findingsSoFar(next, step),
                        interruptions(next, processing),
                        processing.model() != null || !goesOn ? processing.model() : modelAsked(next, step));
                StepAttempt previous = next.stepAttempts.put(step, attempt);
                if (previous == null || previous.attempt() != processing.attempt()) {
                    countAttempt(next, step);
                }
            }
            case AgentStep.Retrying retrying -> {
                countCost(next, step, retrying.error().tokens());
                next.stepProgress.put(step, StepStatus.RETRYING);
                next.stepAttempts.put(
                        step,
                        new StepAttempt(
                                retrying.attempt(),
                                retrying.maxAttempts(),
                                retrying.error(),
                                retrying.nextAttemptAt(),
                                latestFindings(next, step, retrying.error()),
                                0));
            }
            case AgentStep.Complete complete -> {
                next.stepProgress.put(step, StepStatus.COMPLETE);
                next.stepAttempts.put(step, new StepAttempt(complete.attempt(), complete.maxAttempts(), null, null));
            }
            case AgentStep.Failed failed -> {
                countCost(next, step, failed.error().tokens());
                next.stepProgress.put(step, StepStatus.FAILED);
                next.stepAttempts.put(
                        step,
                        new StepAttempt(
                                failed.attempt(),
                                failed.maxAttempts(),
                                failed.error(),
                                null,
                                latestFindings(next, step, failed.error()),
                                0));
            }
            case AgentStep.Skipped _ -> next.stepProgress.put(step, StepStatus.SKIPPED);
        }
    }

    /** Whether the event is progress of the attempt before it, which was not lost. */
    private static boolean goesOn(StateBuilder next, AgentStep.Processing processing) {
        StepAttempt before = next.stepAttempts.get(processing.step());
        return before != null && before.attempt() == processing.attempt() && !processing.tellsOfALoss();
    }

    private static @Nullable String modelAsked(StateBuilder next, StepId step) {
        StepAttempt attempt = next.stepAttempts.get(step);
        return attempt == null ? null : attempt.model();
    }

    /**
     * Counts what the latest attempt cost, now that it is over, if it asked a model: unknown if nothing is said. Logs from
     * before events named the model are not counted, so that they fold to what they folded to then.
     */
    private static void countCost(StateBuilder next, StepId step, @Nullable TokenUsage used) {
        StepAttempt attempt = next.stepAttempts.get(step);
        if (attempt != null && attempt.model() != null) {
            next.spend(step, used);
            next.stepAttempts.put(step, attempt.withoutModel());
        }
    }

    /** The number in the event, if it has one, otherwise the number so far; a new attempt has had none. */
    private static int interruptions(StateBuilder next, AgentStep.Processing processing) {
        if (processing.interruptions() != null) {
            return processing.interruptions();
        }
        StepAttempt before = next.stepAttempts.get(processing.step());
        return before == null || before.attempt() != processing.attempt() ? 0 : before.interruptions();
    }

    private static List<Finding> findingsSoFar(StateBuilder next, StepId step) {
        StepAttempt before = next.stepAttempts.get(step);
        return before == null ? List.of() : before.findings();
    }

    /**
     * If the attempt failed without findings, for example because of a broken connection, the findings of the attempt
     * before it are kept.
     */
    private static List<Finding> latestFindings(StateBuilder next, StepId step, StepError error) {
        return error.findings().isEmpty() ? findingsSoFar(next, step) : error.findings();
    }

    /** Counts an attempt that began. A further {@code processing} event of the same attempt is progress of it. */
    private static void countAttempt(StateBuilder next, StepId step) {
        StepMetrics before = next.metrics.get(step);
        next.metrics.put(step, before == null ? new StepMetrics(1, null, null, null) : before.withAttempt());
    }

    private static void applyResult(StateBuilder next, StepResult result) {
        StepId step = result.step();
        next.stepResults.put(step, result.result());
        next.stepMessages.put(step, result.summary());
        StepMetrics before = next.metrics.get(step);
        next.metrics.put(
                step,
                new StepMetrics(
                        before == null ? 1 : before.attempts(),
                        result.metrics().duration(),
                        result.metrics().model(),
                        result.metrics().tokens(),
                        before == null ? null : before.tokensSpent()));
        countCost(next, step, result.metrics().tokens());
        next.validation.removeIf(finding -> finding.step() == step);
        next.validation.addAll(result.findings());
    }
}
