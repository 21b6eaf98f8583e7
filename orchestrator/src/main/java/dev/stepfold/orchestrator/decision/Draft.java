package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of a decision that is being made, and the state that they lead to. */
final class Draft {
    private final RunId runId;
    private final Instant now;
    private final List<DocumentEvent> events = new ArrayList<>();
    private DocumentState state;

    Draft(DocumentState state, RunId runId, Instant now) {
        this.state = state;
        this.runId = runId;
        this.now = now;
    }

    /** The decision that {@code events} drafts in the document's current run; nothing for a document without a run. */
    static Decision ofCurrentRun(DocumentState state, Instant now, Consumer<Draft> events) {
        RunId runId = state.runId();
        if (runId == null) {
            return new Decision.Nothing();
        }
        Draft draft = new Draft(state, runId, now);
        events.accept(draft);
        return draft.decision();
    }

    void add(DocumentEvent event) {
        events.add(event);
        // The sequence is provisional: only its order matters to the fold.
        state = DocumentFold.apply(
                state, new RecordedEvent(state.documentId(), runId, state.sequence() + 1, now, event));
    }

    /** Adds that an attempt is running. */
    void addProcessing(StepId step, int attempt, String message) {
        addProcessing(step, attempt, message, null);
    }

    /** Adds that an attempt is running, and perhaps begins to ask a model. */
    void addProcessing(StepId step, int attempt, String message, @Nullable String model) {
        int maxAttempts = policyOf(step).maxAttempts();
        add(
                model == null
                        ? new AgentStep.Processing(step, message, attempt, maxAttempts)
                        : AgentStep.Processing.asking(step, message, attempt, maxAttempts, model));
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    DocumentState state() {
        return state;
    }

    /** The retry policy of a step in this run. */
    RetryPolicy policyOf(StepId step) {
        RunOptions options = state.options();
        return options == null ? RetryPolicy.DEFAULT : options.retryPolicyOf(step);
    }

    /** From the run's start to now; zero if another process's clock was ahead. */
    Duration elapsed() {
        Instant began = state.runStartedAt();
        return began == null || began.isAfter(now) ? Duration.ZERO : Duration.between(began, now);
    }

    Decision decision() {
        return events.isEmpty() ? new Decision.Nothing() : new Decision.Append(runId, events);
    }
}
