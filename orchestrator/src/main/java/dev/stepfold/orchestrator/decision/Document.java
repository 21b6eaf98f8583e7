package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A document as its writer needs it: its state, and which commands its history has already answered.
 *
 * @param state the fold of its events
 * @param answered every answered command, with the sequence of the event that answered it
 */
public record Document(DocumentState state, Map<CommandId, Long> answered) {
    public Document {
        answered = Map.copyOf(answered);
    }

    /** A document without events. */
    public static Document empty(DocumentId documentId) {
        return new Document(DocumentState.initial(documentId), Map.of());
    }

    /** Whether its log is sealed: nothing is appended to the topic that it has, if it has one. */
    public boolean isSealed() {
        return !state.streamHistory().isEmpty()
                && state.streamHistory().getLast().event() instanceof DocumentArchive.Archived;
    }

    /** This document after one more event. */
    public Document apply(RecordedEvent event) {
        DocumentState next = DocumentFold.apply(state, event);
        return event.event()
                .answeredCommand()
                .map(commandId -> {
                    Map<CommandId, Long> more = new HashMap<>(answered);
                    more.putIfAbsent(commandId, event.sequence());
                    return new Document(next, more);
                })
                .orElseGet(() -> new Document(next, answered));
    }

    /** This document after more events. */
    public Document applyAll(List<RecordedEvent> events) {
        Document document = this;
        for (RecordedEvent event : events) {
            document = document.apply(event);
        }
        return document;
    }
}
