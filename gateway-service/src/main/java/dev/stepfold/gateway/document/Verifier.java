package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.digest.Sha256;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the projection's state of a document with the document's log, replayed up to the same event. The hashes are
 * over the same bytes that the history and the state are served as, so that an auditor can recompute them.
 */
public final class Verifier {
    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

    /** How many sequences are read at once: bounds the memory of one replay. */
    private static final int STRETCH_MAX = 50;

    private final Projection projection;
    private final DocumentReader reader;
    private final VisibleDocuments documents;

    public Verifier(Projection projection, DocumentReader reader, VisibleDocuments documents) {
        this.projection = projection;
        this.reader = reader;
        this.documents = documents;
    }

    /**
     * Replays the log and compares. The projection is read first, because the log is never behind it. If the caller may
     * not see what was read, the result is that there is no document.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Verification verify(Caller caller, DocumentId documentId) throws LogUnavailableException {
        return switch (projection.find(documentId)) {
            case ProjectionAnswer.Known(DocumentState state) -> compare(caller, state);
            case ProjectionAnswer.Unknown _ -> withoutState(caller, documentId, true);
            case ProjectionAnswer.Unavailable _ -> withoutState(caller, documentId, false);
        };
    }

    private Verification withoutState(Caller caller, DocumentId documentId, boolean projectionAnswered)
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
                : compare(caller, DocumentState.initial(documentId));
    }

    private Verification compare(Caller caller, DocumentState projected) throws LogUnavailableException {
        DocumentState replayed = DocumentState.initial(projected.documentId());
        MessageDigest events = Sha256.digest();
        long end = projected.sequence() + 1;
        for (long from = 0; from < end; from += STRETCH_MAX) {
            Optional<DocumentLogSlice> slice =
                    reader.read(projected.documentId(), from, Math.min(end, from + STRETCH_MAX));
            if (slice.isEmpty()) {
                return withoutLog(caller, projected.documentId());
            }
            for (RecordedEvent event : slice.get().events()) {
                replayed = DocumentFold.apply(replayed, event);
                events.update(JsonCodec.EVENTS.encode(event));
                events.update((byte) '\n');
            }
        }
        if (replayed.owner() != null && !caller.maySee(replayed.owner())) {
            return new Verification.NoDocument();
        }
        byte[] state = JsonCodec.STATES.encode(replayed);
        boolean matches = Arrays.equals(state, JsonCodec.STATES.encode(projected));
        if (!matches) {
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
        return new Verification.Compared(
                replayed.sequence(),
                matches,
                hex(events.digest()),
                hex(Sha256.digest().digest(state)));
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

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
