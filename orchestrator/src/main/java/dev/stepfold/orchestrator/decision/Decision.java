package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.DocumentEvent;
import java.util.List;

/** The answer to an input. */
public sealed interface Decision {
    /**
     * Something has happened: the events are to be appended.
     *
     * @param runId the run that the events belong to
     * @param events in order, at least one
     */
    record Append(RunId runId, List<DocumentEvent> events) implements Decision {
        public Append {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("events must not be empty");
            }
        }
    }

    /** The document is to be erased. No event records it, because no history is left to hold one. */
    record Erase() implements Decision {}

    /** Nothing changes: the input is stale, or its answer is in the history already. */
    record Nothing() implements Decision {}
}
