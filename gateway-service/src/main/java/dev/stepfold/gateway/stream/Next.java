package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.state.DocumentState;

/** What a {@link DocumentStream} hands out next. */
public sealed interface Next {
    /** The document as it stands; the cursor moves to its sequence. */
    record Snapshot(DocumentState state) implements Next {}

    /** The next event. */
    record Event(EventFrame frame) implements Next {}

    /** The client's cursor is given up; a snapshot follows at once, or where the document was erased the end. */
    record Reset(ResetReason reason) implements Next {}

    /** Nothing happened for a while. */
    record Heartbeat() implements Next {}

    /** What the client has proved itself with has expired; the end follows at once. */
    record Expired() implements Next {}

    /** The stream is over. */
    record End(EndReason reason) implements Next {}

    /** Why a stream ended. */
    enum EndReason {
        /** The run is at rest, and the client asked to be told until then. */
        AT_REST,
        /** The document was erased. */
        ERASED,
        /** The client went away, did not read for too long, or the gateway shuts down. */
        CLOSED,
        /** The client has to prove anew who it is. */
        EXPIRED,
        /** What the client lacks cannot be read now; it comes back with its cursor, and nothing is skipped. */
        LOG_UNAVAILABLE
    }
}
