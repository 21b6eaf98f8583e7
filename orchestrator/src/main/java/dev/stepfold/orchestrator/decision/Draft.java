package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of a decision in the making, and the state that they lead to. */
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

    void add(DocumentEvent event) {
        events.add(event);
        // The sequence is provisional: only its order matters to the fold.
        state = DocumentFold.apply(
                state, new RecordedEvent(state.documentId(), runId, state.sequence() + 1, now, event));
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    DocumentState state() {
        return state;
    }

    Instant now() {
        return now;
    }

    Decision decision() {
        return new Decision(runId, events);
    }
}
