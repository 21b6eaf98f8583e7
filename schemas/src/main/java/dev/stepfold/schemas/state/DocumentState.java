package dev.stepfold.schemas.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Insight;
import dev.stepfold.schemas.event.Quality;
import dev.stepfold.schemas.event.RunError;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a document at one sequence, which {@link DocumentFold} computes from its events.
 *
 * @param documentId which document
 * @param owner its owner; null before the first event
 * @param runId its current run; null before the first event
 * @param status the status of that run
 * @param request the request of the run
 * @param options what the caller chose for the run
 * @param currentStep the step the run is at; null before the first step and once the run is completed
 * @param stepProgress every step's status; one that is left out is pending
 * @param stepMessages the last message of every step that has one
 * @param stepResults the result of every step that has one
 * @param stepInputs edited inputs from restarts, by step
 * @param stepAttempts the latest attempt of every step that was tried
 * @param streamHistory the last {@value #STREAM_HISTORY_MAX} events, oldest first; what the state holds elsewhere is
 *     referred to. References need not be given: the state knows which are right
 * @param lastStreamUpdate when the latest event was decided
 * @param runStartedAt when the current run began
 * @param deadlineFrom from when the run's deadline counts: {@code runStartedAt} moved on by the time spent paused, or
 *     the latest retry; null if it counts from {@code runStartedAt}, or the run has no deadline
 * @param deadlineHeldSince since when the run is paused and its deadline does not come closer; null if it is not
 *     paused, or has no deadline
 * @param baseAgent the agent that the current run changes: the one the document had when the run was started; a restart
 *     uses the same one
 * @param agent the agent so far, or the finished one
 * @param error why the run failed, and what can be done; null unless its status is failed
 * @param quality the finished agent's scores
 * @param validation what validation found in the current run
 * @param insights suggestions for the finished agent
 * @param metrics what every step that was tried cost
 * @param tokensSpent what all attempts of the current run cost; null if none asked a model
 * @param budgetUsed how many tokens of the run's budget are used up, as far as that is known: those since its start or its
 *     latest retry; null if none are, or the run has no budget
 * @param sequence the sequence of the latest event; -1 before the first
 */
public record DocumentState(
        DocumentId documentId,
        @Nullable Owner owner,
        @Nullable RunId runId,
        RunStatus status,
        @Nullable String request,
        @Nullable RunOptions options,
        @Nullable StepId currentStep,
        Map<StepId, StepStatus> stepProgress,
        Map<StepId, String> stepMessages,
        Map<StepId, ObjectNode> stepResults,
        Map<StepId, ObjectNode> stepInputs,
        Map<StepId, StepAttempt> stepAttempts,
        List<HistoryEvent> streamHistory,
        @Nullable Instant lastStreamUpdate,
        @Nullable Instant runStartedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant deadlineFrom,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant deadlineHeldSince,
        @Nullable Agent baseAgent,
        @Nullable Agent agent,
        @Nullable RunError error,
        @Nullable Quality quality,
        List<Finding> validation,
        List<Insight> insights,
        Map<StepId, StepMetrics> metrics,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokensSpent tokensSpent,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long budgetUsed,
        long sequence) {
    /** How many of the latest events the state holds. */
    public static final int STREAM_HISTORY_MAX = 50;

    /** The sequence of a document that has no event yet. */
    public static final long SEQUENCE_NONE = -1;

    public DocumentState {
        stepProgress = StepId.inOrder(withEveryStep(stepProgress));
        stepMessages = StepId.inOrder(stepMessages);
        stepResults = StepId.inOrder(stepResults);
        stepInputs = StepId.inOrder(stepInputs);
        stepAttempts = StepId.inOrder(stepAttempts);
        metrics = StepId.inOrder(metrics);
        validation = List.copyOf(validation);
        insights = List.copyOf(insights);
        Checks.atMost(STREAM_HISTORY_MAX, "streamHistory length", streamHistory.size());
        streamHistory =
                new PartPlaces(stepResults.keySet(), stepInputs.keySet(), agent, baseAgent).refer(streamHistory);
        if (budgetUsed != null) {
            Checks.atLeast(0, "budgetUsed", budgetUsed);
        }
        Checks.atLeast(SEQUENCE_NONE, "sequence", sequence);
    }

    /** A document that was accepted and has no event yet. */
    public static DocumentState initial(DocumentId documentId) {
        return new StateBuilder(documentId).build();
    }

    /** Whether any event has been folded into this state. */
    public boolean exists() {
        return sequence != SEQUENCE_NONE;
    }

    /** The status of {@code step}. */
    public StepStatus progressOf(StepId step) {
        return Objects.requireNonNull(stepProgress.get(step));
    }

    /** The first step that is neither complete nor skipped, with which the run continues; empty if none is left. */
    public Optional<StepId> firstOpenStep() {
        return Arrays.stream(StepId.values())
                .filter(step -> !progressOf(step).isDone())
                .findFirst();
    }

    /** Whether every step before {@code step} is done, so that a run can begin with it. */
    public boolean isReached(StepId step) {
        return firstOpenStep().map(open -> !open.isBefore(step)).orElse(true);
    }

    /** When the run must be over; null if it has no deadline, or none while it is paused. */
    public @Nullable Instant deadline() {
        Instant from = deadlineFrom == null ? runStartedAt : deadlineFrom;
        return options == null || options.deadline() == null || from == null || deadlineHeldSince != null
                ? null
                : from.plus(options.deadline());
    }

    /** The run's token budget; null if it has none. */
    @JsonIgnore
    public @Nullable Long tokenBudget() {
        return options == null ? null : options.tokenBudget();
    }

    /** Whether nothing happens before the next command: a paused run may still have an attempt to finish. */
    @JsonIgnore
    public boolean isAtRest() {
        return status.isAtRest() && !(status == RunStatus.PAUSED && isAttemptUnderWay());
    }

    private boolean isAttemptUnderWay() {
        return currentStep != null
                && progressOf(currentStep) == StepStatus.PROCESSING
                && stepAttempts.containsKey(currentStep);
    }

    /** Whether the log is sealed: the next event goes to another topic. */
    @JsonIgnore
    public boolean isSealed() {
        return !streamHistory.isEmpty() && streamHistory.getLast().isSeal();
    }

    /** The same state with other results of the steps that are named. */
    public DocumentState withResults(Map<StepId, ObjectNode> results) {
        StateBuilder changed = new StateBuilder(this);
        changed.stepResults.putAll(results);
        return changed.build();
    }

    private static Map<StepId, StepStatus> withEveryStep(Map<StepId, StepStatus> progress) {
        EnumMap<StepId, StepStatus> all = new EnumMap<>(StepId.class);
        for (StepId step : StepId.values()) {
            all.put(step, StepStatus.PENDING);
        }
        all.putAll(progress);
        return all;
    }
}
