package dev.stepfold.gateway.stream;

import java.time.Instant;

/** What a {@link Watcher} has for its stream. */
public sealed interface Signal {
    /** A live event. */
    record Arrived(EventFrame frame) implements Signal {}

    /** The live feed was interrupted: events may have been missed, and are in the document's topic. */
    record Interrupted() implements Signal {}

    /** The client was too slow, and its buffered events were dropped. */
    record Overflowed() implements Signal {}

    /**
     * The document was erased; events that arrive later belong to a document recreated under its id.
     *
     * @param at when
     */
    record Erased(Instant at) implements Signal {}

    /** Nothing arrived in the time given. */
    record Silence() implements Signal {}

    /** Nothing will arrive any more. */
    record Closed() implements Signal {}
}
