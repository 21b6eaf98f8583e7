package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document as its writer needs it: its state, and which commands its history has already answered.
 *
 * @param first its first event, which tells it from one that was recreated under its id; null before that
 * @param state the fold of its events
 * @param answered every answered command, with the sequence of the event that answered it
 */
public record Document(@Nullable RecordedEvent first, DocumentState state, Map<CommandId, Long> answered) {
    public Document {
        answered = Map.copyOf(answered);
    }

    /** A document without events. */
    public static Document empty(DocumentId documentId) {
        return new Document(null, DocumentState.initial(documentId), Map.of());
    }

    /** This document after one more event. */
    public Document apply(RecordedEvent event) {
        RecordedEvent firstOfAll = first == null ? event : first;
        DocumentState next = DocumentFold.apply(state, event);
        return event.event()
                .answeredCommand()
                .map(commandId -> {
                    Map<CommandId, Long> more = new HashMap<>(answered);
                    more.putIfAbsent(commandId, event.sequence());
                    return new Document(firstOfAll, next, more);
                })
                .orElseGet(() -> new Document(firstOfAll, next, answered));
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
