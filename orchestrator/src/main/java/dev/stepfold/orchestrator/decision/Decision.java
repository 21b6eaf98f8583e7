package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.DocumentEvent;
import java.util.List;

/**
 * The answer to an input.
 *
 * @param runId the run that the events belong to
 * @param events what has happened now, in order; empty where the input changes nothing
 */
public record Decision(RunId runId, List<DocumentEvent> events) {
    public Decision {
        events = List.copyOf(events);
    }
}
