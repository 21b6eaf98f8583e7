package dev.stepfold.orchestrator.decision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StepAttempt;
import dev.stepfold.schemas.state.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The side effect that a document's state requires. It follows from the state alone and is therefore the same live and
 * after a crash. It begins only after the events behind the state are durable.
 */
public sealed interface Effect {
    /** Nothing: the document waits for a command. */
    record Rest() implements Effect {}

    /** No attempt may begin; the one that is under way may finish. */
    record LetFinish(AttemptId attempt) implements Effect {}

    /**
     * The attempt must be under way.
     *
     * @param owner whom the document belongs to; permits are shared out among owners
     * @param input the step's input
     * @param timeout how long it may run
     * @param notAfter when the attempt must be over because its run must be; null if only the attempt's own timeout applies
     */
    record RunAttempt(
            AttemptId attempt,
            Owner owner,
            StepInput input,
            Duration timeout,
            @Nullable Instant notAfter) implements Effect {}

    /** The attempt must begin at {@code at}, or at once if that is past. */
    record AwaitAttempt(AttemptId attempt, Instant at) implements Effect {}

    /** The effect of {@code state}. */
    static Effect of(DocumentState state) {
        StepId step = state.currentStep();
        RunId runId = state.runId();
        if (step == null || runId == null) {
            return new Rest();
        }
        StepStatus progress = state.progressOf(step);
        StepAttempt latest = state.stepAttempts().get(step);
        if (latest == null || (progress != StepStatus.PROCESSING && progress != StepStatus.RETRYING)) {
            return new Rest();
        }
        AttemptId attempt = new AttemptId(runId, step, latest.attempt());
        return switch (state.status()) {
            case PENDING, COMPLETED, FAILED, CANCELLED -> new Rest();
            case PAUSED -> progress == StepStatus.PROCESSING ? new LetFinish(attempt) : new Rest();
            case RUNNING ->
                progress == StepStatus.PROCESSING
                        ? runAttempt(state, attempt, latest.findings())
                        : new AwaitAttempt(
                                new AttemptId(runId, step, latest.attempt() + 1),
                                Objects.requireNonNull(latest.nextAttemptAt()));
        };
    }

    private static RunAttempt runAttempt(DocumentState state, AttemptId attempt, List<Finding> findings) {
        RunOptions options = Objects.requireNonNull(state.options());
        return new RunAttempt(
                attempt,
                Objects.requireNonNull(state.owner()),
                inputOf(state, options, attempt, findings),
                options.retryPolicyOf(attempt.step()).attemptTimeout(),
                state.deadline());
    }

    private static StepInput inputOf(
            DocumentState state, RunOptions options, AttemptId attempt, List<Finding> findings) {
        Map<StepId, ObjectNode> earlier = new EnumMap<>(StepId.class);
        state.stepResults().forEach((id, result) -> {
            if (id.isBefore(attempt.step())) {
                earlier.put(id, result);
            }
        });
        return new StepInput(
                Objects.requireNonNull(state.request()),
                options,
                state.baseAgent(),
                earlier,
                state.stepInputs().get(attempt.step()),
                attempt.attempt(),
                findings);
    }
}
