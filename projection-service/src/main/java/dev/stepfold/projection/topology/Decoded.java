package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.List;

/** A record of {@code stepfold.step-events} after the one time that it is decoded. */
sealed interface Decoded {
    /** It is an event. */
    record Event(RecordedEvent event) implements Decoded {}

    /**
     * It is a tombstone: the document was erased.
     *
     * @param at when
     */
    record Erased(DocumentId documentId, Instant at) implements Decoded {}

    /** It is none, and this is what is kept of it. */
    record NoEvent(DeadLetter letter) implements Decoded {}

    /** The dead letter, where it is none. */
    default List<DeadLetter> deadLetters() {
        return switch (this) {
            case Event _, Erased _ -> List.of();
            case NoEvent(DeadLetter letter) -> List.of(letter);
        };
    }
}
