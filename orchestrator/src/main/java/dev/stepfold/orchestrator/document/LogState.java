package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;

/**
 * Where a document's log is, and therefore what its writer may do with it. Each state has the transitions that are
 * legal in it.
 *
 * <pre>
 *             found                 appended(seal)              stored
 *   Missing ─────────▶ Open ─────────────────────────▶ Sealed ─────────▶ Archived
 *                      │  ▲                                                  │
 *                      └──┘ appended                                         │
 *                         ▲                     restored                     │
 *                         └──────────────────────────────────────────────────┘
 * </pre>
 */
sealed interface LogState {
    /** The offset that the next event is expected to get. */
    long nextOffset();

    /** The chain hash of the last event, which the next one names. */
    ChainHash head();

    /** There is neither a topic nor an archived log. */
    record Missing() implements LogState {
        @Override
        public long nextOffset() {
            return 0;
        }

        @Override
        public ChainHash head() {
            return ChainHash.START;
        }

        /** The topic was found, or created. */
        Open found(long endOffset) {
            return new Open(endOffset, head(), false);
        }
    }

    /**
     * The topic takes events.
     *
     * @param continues whether what the topic holds last was appended and acknowledged in this state's lifetime, so
     *     that the broker knows this writer
     */
    record Open(long nextOffset, ChainHash head, boolean continues) implements LogState {
        /** An event got its offset, whoever wrote it. */
        LogState appended(EncodedEvent event) {
            long next = event.event().sequence() + 1;
            ChainHash hash = event.hashAfter(head);
            return event.event().isSeal() ? new Sealed(next, hash) : new Open(next, hash, false);
        }
    }

    /** The topic takes no more events, and is to be copied to the archive. */
    record Sealed(long nextOffset, ChainHash head) implements LogState {
        /** The log is in the archive, and the topic deleted. */
        Archived stored() {
            return new Archived(nextOffset, head);
        }
    }

    /** The log is in the archive, and there is no topic. */
    record Archived(long nextOffset, ChainHash head) implements LogState {
        /** The topic was recreated with all that was archived and this event. */
        Open restored(EncodedEvent event) {
            return new Open(event.event().sequence() + 1, event.hashAfter(head), false);
        }
    }

    /** The state of a log that was read in its topic. */
    static LogState ofTopic(boolean sealed, long endOffset, ChainHash head) {
        return sealed ? new Sealed(endOffset, head) : new Open(endOffset, head, false);
    }

    /** The state after an event that was read in the topic, whoever wrote it. */
    default LogState after(EncodedEvent event) {
        return switch (this) {
            case Missing missing -> missing.found(event.event().sequence()).appended(event);
            case Open open -> open.appended(event);
            case Sealed sealed -> sealed.stored().restored(event);
            case Archived archived -> archived.restored(event);
        };
    }

    /** The state after this writer's append was acknowledged as a whole. */
    default LogState acknowledged() {
        return this instanceof Open open ? new Open(open.nextOffset(), open.head(), true) : this;
    }

    /** The same state with a topic that ends at {@code endOffset} or later, after fenced writes. */
    default LogState endingAt(long endOffset) {
        long next = Math.max(nextOffset(), endOffset);
        return switch (this) {
            case Missing missing -> missing;
            case Open _ -> new Open(next, head(), false);
            case Sealed _ -> new Sealed(next, head());
            case Archived _ -> new Archived(next, head());
        };
    }
}
