package dev.stepfold.schemas.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Insight;
import dev.stepfold.schemas.event.Quality;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mutable {@link DocumentState} for the fold. */
final class StateBuilder {
    final DocumentId documentId;

    @Nullable Owner owner;

    @Nullable RunId runId;

    RunStatus status = RunStatus.PENDING;

    @Nullable String request;

    @Nullable RunOptions options;

    @Nullable StepId currentStep;

    final Map<StepId, StepStatus> stepProgress = new EnumMap<>(StepId.class);
    final Map<StepId, String> stepMessages = new EnumMap<>(StepId.class);
    final Map<StepId, ObjectNode> stepResults = new EnumMap<>(StepId.class);
    final Map<StepId, ObjectNode> stepInputs = new EnumMap<>(StepId.class);
    final Map<StepId, StepAttempt> stepAttempts = new EnumMap<>(StepId.class);
    private final List<HistoryEvent> streamHistory = new ArrayList<>();
    private @Nullable Instant lastStreamUpdate;

    @Nullable Instant runStartedAt;

    private @Nullable Instant deadlineFrom;
    private @Nullable Instant deadlineHeldSince;

    @Nullable Agent baseAgent;

    @Nullable Agent agent;

    @Nullable RunError error;

    @Nullable Quality quality;

    final List<Finding> validation = new ArrayList<>();
    final List<Insight> insights = new ArrayList<>();
    final Map<StepId, StepMetrics> metrics = new EnumMap<>(StepId.class);
    private @Nullable TokensSpent tokensSpent;
    private @Nullable Long budgetUsed;
    private long sequence = DocumentState.SEQUENCE_NONE;

    /** Starts from a document without events. */
    StateBuilder(DocumentId documentId) {
        this.documentId = documentId;
        resetFrom(StepId.first());
    }

    /** Starts from {@code state}. */
    StateBuilder(DocumentState state) {
        documentId = state.documentId();
        owner = state.owner();
        runId = state.runId();
        status = state.status();
        request = state.request();
        options = state.options();
        currentStep = state.currentStep();
        stepProgress.putAll(state.stepProgress());
        stepMessages.putAll(state.stepMessages());
        stepResults.putAll(state.stepResults());
        stepInputs.putAll(state.stepInputs());
        stepAttempts.putAll(state.stepAttempts());
        streamHistory.addAll(state.streamHistory());
        lastStreamUpdate = state.lastStreamUpdate();
        runStartedAt = state.runStartedAt();
        deadlineFrom = state.deadlineFrom();
        deadlineHeldSince = state.deadlineHeldSince();
        baseAgent = state.baseAgent();
        agent = state.agent();
        error = state.error();
        quality = state.quality();
        validation.addAll(state.validation());
        insights.addAll(state.insights());
        metrics.putAll(state.metrics());
        tokensSpent = state.tokensSpent();
        budgetUsed = state.budgetUsed();
        sequence = state.sequence();
    }

    /** Forgets everything about {@code first} and the steps after it, as if they had never run. */
    void resetFrom(StepId first) {
        for (StepId step : StepId.values()) {
            if (!step.isBefore(first)) {
                reset(step);
            }
        }
        error = null;
        quality = null;
        insights.clear();
    }

    /** Forgets everything about one step. */
    void reset(StepId step) {
        stepProgress.put(step, StepStatus.PENDING);
        stepMessages.remove(step);
        stepResults.remove(step);
        stepInputs.remove(step);
        stepAttempts.remove(step);
        metrics.remove(step);
        validation.removeIf(finding -> finding.step() == step);
    }

    /**
     * Counts what an attempt cost.
     *
     * @param used null if that is not known
     */
    void spend(StepId step, @Nullable TokenUsage used) {
        StepMetrics before = metrics.get(step);
        metrics.put(step, (before == null ? new StepMetrics(0, null, null, null) : before).withCost(used));
        tokensSpent = (tokensSpent == null ? TokensSpent.NOTHING : tokensSpent).plus(used);
        if (used != null && options != null && options.tokenBudget() != null) {
            long usedBefore = budgetUsed == null ? 0 : budgetUsed;
            budgetUsed = TokensSpent.sum(usedBefore, TokensSpent.sum(used.input(), used.output()));
        }
    }

    /** Begins to count what the run costs. */
    void resetSpending() {
        tokensSpent = null;
        budgetUsed = null;
    }

    /** Gives the run its whole budget again. */
    void renewBudget() {
        budgetUsed = null;
    }

    /** Lets the deadline count from the run's start. */
    void resetDeadline() {
        deadlineFrom = null;
        deadlineHeldSince = null;
    }

    /** Holds the deadline, if the run has one, from {@code at} on; it may be held already. */
    void holdDeadline(Instant at) {
        if (hasDeadline() && deadlineHeldSince == null) {
            deadlineHeldSince = at;
        }
    }

    /** Lets the deadline go on: later by as long as it was held, and no earlier if clocks differ. */
    void releaseDeadline(Instant at) {
        Instant from = deadlineFrom == null ? runStartedAt : deadlineFrom;
        if (from != null && deadlineHeldSince != null && at.isAfter(deadlineHeldSince)) {
            deadlineFrom = from.plus(Duration.between(deadlineHeldSince, at));
        }
        deadlineHeldSince = null;
    }

    /** Lets the deadline, if the run has one, count from {@code at}. */
    void renewDeadline(Instant at) {
        deadlineFrom = hasDeadline() ? at : null;
        deadlineHeldSince = null;
    }

    private boolean hasDeadline() {
        return options != null && options.deadline() != null;
    }

    /** Records that {@code event} is included in the state. */
    void record(RecordedEvent event) {
        streamHistory.add(HistoryEvent.of(event));
        if (streamHistory.size() > DocumentState.STREAM_HISTORY_MAX) {
            streamHistory.removeFirst();
        }
        lastStreamUpdate = event.timestamp();
        sequence = event.sequence();
    }

    DocumentState build() {
        return new DocumentState(
                documentId,
                owner,
                runId,
                status,
                request,
                options,
                currentStep,
                stepProgress,
                stepMessages,
                stepResults,
                stepInputs,
                stepAttempts,
                streamHistory,
                lastStreamUpdate,
                runStartedAt,
                deadlineFrom,
                deadlineHeldSince,
                baseAgent,
                agent,
                error,
                quality,
                validation,
                insights,
                metrics,
                tokensSpent,
                budgetUsed,
                sequence);
    }
}
