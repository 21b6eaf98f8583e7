package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.state.DocumentState;

/** What a {@link DocumentStream} returns next. */
public sealed interface Next {
    /** The document's state; the cursor moves to its sequence. */
    record Snapshot(DocumentState state) implements Next {}

    /** The next event. */
    record Event(EventFrame frame) implements Next {}

    /** The client's cursor is discarded; a snapshot follows at once, or the end if the document was erased. */
    record Reset(ResetReason reason) implements Next {}

    /** Nothing happened for a while. */
    record Heartbeat() implements Next {}

    /** The client's credentials have expired; the end follows at once. */
    record Expired() implements Next {}

    /** The stream is over. */
    record End(EndReason reason) implements Next {}

    /** Why a stream ended. */
    enum EndReason {
        /** The run is at rest, and the client requested events until then. */
        AT_REST,
        /** The document was erased. */
        ERASED,
        /** The client went away, did not read for too long, or the gateway shuts down. */
        CLOSED,
        /** The client has to authenticate again. */
        EXPIRED,
        /**
         * The events that the client lacks cannot be read now. It reconnects with its cursor, and nothing is skipped.
         */
        LOG_UNAVAILABLE
    }
}
