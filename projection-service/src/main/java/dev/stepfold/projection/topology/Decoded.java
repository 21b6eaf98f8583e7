package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;

/** A record of {@code stepfold.step-events} after the one time that it is decoded. */
sealed interface Decoded {
    /** It is an event. */
    record Event(RecordedEvent event) implements Decoded {}

    /** It is none, and this is what is kept of it. */
    record NoEvent(DeadLetter letter) implements Decoded {}

    /** The event, where it is one. */
    default List<RecordedEvent> events() {
        return switch (this) {
            case Event(RecordedEvent event) -> List.of(event);
            case NoEvent _ -> List.of();
        };
    }

    /** The dead letter, where it is none. */
    default List<DeadLetter> deadLetters() {
        return switch (this) {
            case Event _ -> List.of();
            case NoEvent(DeadLetter letter) -> List.of(letter);
        };
    }
}
