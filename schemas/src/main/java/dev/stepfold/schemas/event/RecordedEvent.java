package dev.stepfold.schemas.event;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event at its place in a document's history.
 *
 * @param documentId the document
 * @param runId the run it belongs to
 * @param sequence its position in the document, from 0: the offset it has in the document's topic. Sequences rise; a
 *     number is left out if its offset has a fenced write
 * @param timestamp when it was decided, with millisecond precision
 * @param event what happened
 */
public record RecordedEvent(DocumentId documentId, RunId runId, long sequence, Instant timestamp, DocumentEvent event) {
    public RecordedEvent {
        Checks.atLeast(0, "sequence", sequence);
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether it seals its log: the document's next event goes to another topic. */
    public boolean isSeal() {
        return event instanceof DocumentArchive.Archived;
    }
}
