package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.digest.Sha256;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the projection's state of a document with the document's log, replayed up to the same event, and checks what
 * the log proves of itself ({@link Chain}). The hashes are
 * over the same bytes that the history and the state are served as, so that an auditor can recompute them.
 */
public final class Verifier {
    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

    private final Projection projection;
    private final DocumentReader reader;
    private final VisibleDocuments documents;

    public Verifier(Projection projection, DocumentReader reader, VisibleDocuments documents) {
        this.projection = projection;
        this.reader = reader;
        this.documents = documents;
    }

    /**
     * Replays the log, compares, and checks the chain to the log's end. The projection is read first, because the log is
     * never behind it. If the caller may not see what was read, the result is that there is no document.
     *
     * @param head a chain hash to look for among those of the log's events; null for none
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Verification verify(Caller caller, DocumentId documentId, @Nullable ChainHash head)
            throws LogUnavailableException {
        try {
            return switch (projection.find(documentId)) {
                case ProjectionAnswer.Known(EncodedState projected) -> compare(caller, projected.state(), head);
                case ProjectionAnswer.Unknown _ -> withoutState(caller, documentId, true, head);
                case ProjectionAnswer.Unavailable _ -> withoutState(caller, documentId, false, head);
            };
        } catch (UnreadableException e) {
            LOG.debug(
                    "projected state skipped documentId={} reason={}",
                    documentId,
                    e.reason().code());
            return withoutState(caller, documentId, false, head);
        }
    }

    private Verification withoutState(
            Caller caller, DocumentId documentId, boolean projectionAnswered, @Nullable ChainHash head)
            throws LogUnavailableException {
        Optional<DocumentLogSlice> begin = reader.read(documentId, 0, 1).filter(slice -> slice.endOffset() > 0);
        boolean logged = begin.isPresent();
        boolean seen = logged
                ? VisibleDocuments.madeBy(documentId, begin.get().events()).stream()
                        .allMatch(made -> caller.maySee(made.owner()))
                : documents.seenBy(caller).find(documentId).isPresent();
        if (!seen) {
            return new Verification.NoDocument();
        }
        return logged || !projectionAnswered
                ? new Verification.NothingToCompare()
                : compare(caller, DocumentState.initial(documentId), head);
    }

    private Verification compare(Caller caller, DocumentState projected, @Nullable ChainHash head)
            throws LogUnavailableException {
        Optional<Replay> replay = replay(projected, head);
        if (replay.isEmpty()) {
            return withoutLog(caller, projected.documentId());
        }
        DocumentState replayed = replay.get().state();
        if (replayed.owner() != null && !caller.maySee(replayed.owner())) {
            return new Verification.NoDocument();
        }
        byte[] state = JsonCodec.STATES.encode(replayed);
        boolean agrees = Arrays.equals(state, JsonCodec.STATES.encode(projected));
        if (!agrees) {
            if (isOfNamesake(projected, replayed)) {
                LOG.info(
                        "projection still holds the erased document documentId={} projected={}",
                        projected.documentId(),
                        projected.sequence());
                return new Verification.NothingToCompare();
            }
            LOG.error(
                    "projection differs from the log documentId={} sequence={} projected={}",
                    projected.documentId(),
                    replayed.sequence(),
                    projected.sequence());
        }
        Chain chain = replay.get().chain();
        chain.brokenAt()
                .ifPresent(sequence -> LOG.error(
                        "the log's chain is broken documentId={} sequence={}", projected.documentId(), sequence));
        return new Verification.Compared(
                replayed.sequence(),
                agrees && chain.isWhole(),
                replay.get().logHash(),
                HexFormat.of().formatHex(Sha256.digest().digest(state)),
                replay.get().head(),
                chain.isWhole() ? null : chain.brokenAt().getAsLong(),
                replay.get().containsSought());
    }

    /**
     * Replays the log. If its chain is broken, it is replayed once more: the document may have been erased and recreated
     * between two reads, which then belong to two logs.
     */
    private Optional<Replay> replay(DocumentState projected, @Nullable ChainHash head) throws LogUnavailableException {
        long end = projected.sequence() + 1;
        Optional<Replay> first = Replay.of(reader, projected.documentId(), end, head);
        return first.filter(replay -> !replay.chain().isWhole()).isPresent()
                ? Replay.of(reader, projected.documentId(), end, head)
                : first;
    }

    /** The projection has a document whose log is gone: it was erased, and may have been requested again. */
    private Verification withoutLog(Caller caller, DocumentId documentId) throws LogUnavailableException {
        return documents.seenBy(caller).find(documentId).isPresent()
                ? new Verification.NothingToCompare()
                : new Verification.NoDocument();
    }

    /**
     * Whether the difference is not a fault: the projected state belongs to a document erased since, and the log to a
     * new document of the same id. In that case another event stands where the state ends, and even the log's first
     * event was decided later than that, or is still to come.
     */
    private boolean isOfNamesake(DocumentState projected, DocumentState replayed) throws LogUnavailableException {
        Instant last = projected.lastStreamUpdate();
        if (last == null || last.equals(replayed.lastStreamUpdate())) {
            return false;
        }
        Optional<RecordedEvent> first = reader.read(projected.documentId(), 0, 1).stream()
                .flatMap(slice -> slice.events().stream())
                .findFirst();
        return first.map(event -> event.timestamp().isAfter(last))
                .orElseGet(() -> documents.wasAcceptedLately(projected.documentId()));
    }
}
