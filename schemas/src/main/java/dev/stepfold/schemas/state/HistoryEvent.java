package dev.stepfold.schemas.state;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event in the history that a state holds. A large part of it is not repeated, but referred to.
 *
 * @param documentId the document
 * @param runId the run it belongs to
 * @param sequence its position in the document
 * @param timestamp when it was decided, with millisecond precision
 * @param outline what happened
 * @param part where the part is that the outline omits; null if it omits none
 */
public record HistoryEvent(
        DocumentId documentId,
        RunId runId,
        long sequence,
        Instant timestamp,
        EventOutline outline,
        @Nullable PartReference part) {
    public HistoryEvent {
        Checks.atLeast(0, "sequence", sequence);
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        if ((part == null) != outline.omits().isEmpty()) {
            throw new IllegalArgumentException("a reference must stand for a part that is omitted");
        }
    }

    /** An event of which, until a state says otherwise, only the document's history has the omitted part. */
    public HistoryEvent(DocumentId documentId, RunId runId, long sequence, Instant timestamp, EventOutline outline) {
        this(
                documentId,
                runId,
                sequence,
                timestamp,
                outline,
                outline.omits().map(_ -> PartReference.inHistory(sequence)).orElse(null));
    }

    /** The event without its large part. */
    public static HistoryEvent of(RecordedEvent recorded) {
        return new HistoryEvent(
                recorded.documentId(),
                recorded.runId(),
                recorded.sequence(),
                recorded.timestamp(),
                EventOutline.of(recorded.event()));
    }

    /** Whether this stands for {@code recorded}, as far as its outline shows. */
    public boolean standsFor(RecordedEvent recorded) {
        return referringTo(PartReference.inHistory(sequence)).equals(of(recorded));
    }

    /** Whether it seals its log: the document's next event goes to another topic. */
    boolean isSeal() {
        return outline instanceof EventOutline.Whole(DocumentArchive.Archived _);
    }

    /** The same event, whose omitted part, if it has one, is found at {@code place}. */
    HistoryEvent referringTo(PartReference place) {
        return part == null || part.equals(place)
                ? this
                : new HistoryEvent(documentId, runId, sequence, timestamp, outline, place);
    }
}
