package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.digest.Sha256;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log, read once from its first event to its end: the state at one of its events, and the chain of all of them. Used by
 * one thread.
 */
final class Replay {
    /** How many sequences are read at once: bounds the memory of one replay. */
    private static final int STRETCH_MAX = 50;

    private final long stateEnd;
    private final @Nullable ChainHash sought;
    private final MessageDigest events = Sha256.digest();

    private DocumentState state;
    private Chain chain = Chain.START;
    private long last = DocumentState.SEQUENCE_NONE;
    private boolean found;

    private Replay(DocumentId documentId, long stateEnd, @Nullable ChainHash sought) {
        this.state = DocumentState.initial(documentId);
        this.stateEnd = stateEnd;
        this.sought = sought;
        this.found = ChainHash.START.equals(sought);
    }

    /**
     * Reads a log.
     *
     * @param stateEnd the sequence before which the events of the state end
     * @param sought a chain hash to look for; null for none
     * @return empty if there is no log, although the state has events
     */
    static Optional<Replay> of(DocumentReader reader, DocumentId documentId, long stateEnd, @Nullable ChainHash sought)
            throws LogUnavailableException {
        Replay replay = new Replay(documentId, stateEnd, sought);
        for (long from = 0; true; from += STRETCH_MAX) {
            long to = from + STRETCH_MAX;
            Optional<DocumentLogSlice> slice = reader.read(documentId, from, to);
            if (slice.isEmpty()) {
                boolean noneExpected = from == 0 && stateEnd == 0;
                return noneExpected ? Optional.of(replay) : Optional.empty();
            }
            slice.get().records().forEach(replay::take);
            if (slice.get().endOffset() < to) {
                return Optional.of(replay);
            }
        }
    }

    private void take(EncodedEvent event) {
        last = event.event().sequence();
        chain = chain.then(event);
        found |= chain.head().equals(sought);
        if (last < stateEnd) {
            state = DocumentFold.apply(state, event.event());
            events.update(JsonCodec.EVENTS.encode(event.event()));
            events.update((byte) '\n');
        }
    }

    DocumentState state() {
        return state;
    }

    Chain chain() {
        return chain;
    }

    /** The log's last event. */
    Verification.Head head() {
        return new Verification.Head(last, chain.head().hex());
    }

    /** Whether an event has the chain hash that was sought; null if none was. */
    @Nullable Boolean containsSought() {
        return sought == null ? null : found;
    }

    /** SHA-256 of the events of the state; called once. */
    String logHash() {
        return HexFormat.of().formatHex(events.digest());
    }
}
