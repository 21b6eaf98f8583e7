package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds a document's log from its first event, stretch by stretch. Used once. */
final class Refold {
    /** How many sequences are read at once: bounds the memory of one refold. */
    static final int STRETCH_MAX = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Refold.class);

    private DocumentState state;
    private ChainHash head = ChainHash.START;
    private long bytes;

    /** When the first event was decided; null until it was read. */
    private @Nullable Instant createdAt;

    private Refold(DocumentId documentId) {
        this.state = DocumentState.initial(documentId);
    }

    /** What a log folds to. */
    sealed interface Result {
        /**
         * A state.
         *
         * @param createdAt when the first event was decided
         */
        record Folded(StoredState.Current current, Instant createdAt) implements Result {}

        /** There is neither a topic nor an archived log: the document was erased, or is about to be. */
        record NoLog() implements Result {}

        /** The log has no event that counts. */
        record EmptyLog() implements Result {}

        /** The log's first event starts no run, or an event cannot be folded. */
        record Unfoldable() implements Result {}
    }

    /** @throws LogUnavailableException when Kafka did not answer in time */
    static Result of(DocumentId documentId, Healing.Logs logs) throws LogUnavailableException {
        Refold refold = new Refold(documentId);
        for (long from = 0; ; from += STRETCH_MAX) {
            Optional<DocumentLogSlice> slice = logs.read(documentId, from, from + STRETCH_MAX);
            if (slice.isEmpty()) {
                return new Result.NoLog();
            }
            if (!refold.apply(slice.get())) {
                return new Result.Unfoldable();
            }
            if (slice.get().endOffset() < from + STRETCH_MAX) {
                return refold.result();
            }
        }
    }

    /** Whether all events could be folded. */
    private boolean apply(DocumentLogSlice slice) {
        for (EncodedEvent record : slice.records()) {
            if (createdAt == null) {
                if (!(record.event().event() instanceof AgentRun.Started)) {
                    return false;
                }
                createdAt = record.event().timestamp();
            }
            try {
                state = DocumentFold.apply(state, record.event());
            } catch (RuntimeException e) {
                LOG.error(
                        "event of a log cannot be folded documentId={} sequence={}",
                        state.documentId(),
                        record.event().sequence(),
                        e);
                return false;
            }
            bytes += record.bytes();
        }
        head = slice.headAfter(head);
        return true;
    }

    private Result result() {
        return createdAt == null
                ? new Result.EmptyLog()
                : new Result.Folded(new StoredState.Current(state, head, bytes), createdAt);
    }
}
