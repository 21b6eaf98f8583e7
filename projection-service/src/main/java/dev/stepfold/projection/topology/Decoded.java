package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record of {@code stepfold.step-events} after decoding, which happens once. */
sealed interface Decoded {
    /**
     * It is an event.
     *
     * @param value its JSON, as it is in the record
     * @param previous the chain hash of the document's event before it; empty in records from before there was a chain
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Event(RecordedEvent event, byte[] value, Optional<ChainHash> previous) implements Decoded {}

    /**
     * It is a tombstone: the document was erased.
     *
     * @param at when
     */
    record Erased(DocumentId documentId, Instant at) implements Decoded {}

    /** It is not an event; this dead letter records it. */
    record NoEvent(DeadLetter letter) implements Decoded {}

    /** The dead letter, if it is not an event. */
    default List<DeadLetter> deadLetters() {
        return switch (this) {
            case Event _, Erased _ -> List.of();
            case NoEvent(DeadLetter letter) -> List.of(letter);
        };
    }
}
