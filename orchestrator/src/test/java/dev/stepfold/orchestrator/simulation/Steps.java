package dev.stepfold.orchestrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.ResultFields;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Simulates the outcomes of attempts, and checks that each was allowed to begin. */
final class Steps {
    private final SimulatedTopics topics;
    private final Faults faults;
    private final RandomGenerator random;
    private int begun;
    private @Nullable AssertionError violation;

    Steps(SimulatedTopics topics, Faults faults, RandomGenerator random) {
        this.topics = topics;
        this.faults = faults;
        this.random = random;
    }

    /** How many attempts have begun. */
    int begunCount() {
        return begun;
    }

    /** The first check that failed. A document's own code takes an error for a reason to try again. */
    @Nullable AssertionError violation() {
        return violation;
    }

    void begun(DocumentId documentId, Effect.RunAttempt attempt) {
        try {
            check(documentId, attempt);
        } catch (AssertionError e) {
            violation = violation == null ? e : violation;
            throw e;
        }
    }

    /** Checks that an attempt begins only if the log requires it, as every other reader sees the log. */
    private void check(DocumentId documentId, Effect.RunAttempt attempt) {
        begun++;
        List<RecordedEvent> history = topics.knownHistories(documentId).stream()
                .filter(known -> Effect.of(DocumentFold.fold(documentId, known)).equals(attempt))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the live state is not the replayed state: " + attempt));
        assertThat(history)
                .as("a completed step is not run again")
                .noneMatch(event -> event.runId().equals(attempt.attempt().runId())
                        && event.event() instanceof AgentStep.Complete complete
                        && complete.step() == attempt.attempt().step());
        assertThat(topics.leftBehind(documentId))
                .as("a step is not run again whose result the feed had when the log went on without it")
                .noneMatch(record ->
                        record.event().runId().equals(attempt.attempt().runId())
                                && record.event().event() instanceof StepResult result
                                && result.step() == attempt.attempt().step());
    }

    Input outcome(Effect.RunAttempt attempt, Duration took) {
        if (faults.strikes(Kind.STEP_FAILED)) {
            ErrorKind kind = random.nextInt(4) == 0 ? ErrorKind.PERMANENT : ErrorKind.TRANSIENT;
            return new Input.AttemptFailed(attempt.attempt(), StepError.of(kind, "Simulated"));
        }
        StepId step = attempt.attempt().step();
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("attempt", attempt.attempt().attempt());
        switch (step) {
            case PROMPT_UNDERSTANDING, TECHNICAL_ANALYSIS -> {}
            case DECISION_MAKING -> {
                if (random.nextBoolean()) {
                    result.putObject(ResultFields.SKIPPED).put(StepId.SCHEDULE_GENERATION.wireName(), "Nothing recurs");
                }
            }
            case DATABASE_GENERATION -> {
                result.putArray(ResultFields.MODELS);
                result.putArray(ResultFields.ENUMS);
            }
            case ACTION_GENERATION -> result.putArray(ResultFields.ACTIONS);
            case SCHEDULE_GENERATION -> result.putArray(ResultFields.SCHEDULES);
        }
        return new Input.AttemptSucceeded(
                attempt.attempt(), new StepOutput(result, "Done: " + step, List.of(), "simulated", null), took);
    }
}
