package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The recorded documents for one caller: documents of other owners are absent. The owner is checked each time, because
 * a document may be erased and recreated by another owner while its stream is open; the stream then cannot read on, and
 * ends.
 */
final class CallerDocuments implements Recorded {
    private final VisibleDocuments documents;
    private final Caller caller;

    /** What the projection answered about the document to be streamed; used once. */
    private @Nullable DocumentState projected;

    CallerDocuments(VisibleDocuments documents, Caller caller) {
        this.documents = documents;
        this.caller = caller;
    }

    /** @param projected what the projection answered about the document that is streamed */
    CallerDocuments(VisibleDocuments documents, Caller caller, DocumentState projected) {
        this(documents, caller);
        this.projected = projected;
    }

    @Override
    public Optional<DocumentState> find(DocumentId documentId) throws LogUnavailableException {
        return documents.find(documentId).filter(this::isSeen);
    }

    @Override
    public Optional<DocumentState> findRecent(DocumentId documentId) {
        return documents.findRecent(documentId).filter(this::isSeen);
    }

    @Override
    public Optional<DocumentState> findToStream(DocumentId documentId) throws LogUnavailableException {
        DocumentState begin = projected;
        projected = null;
        Optional<DocumentState> found = begin != null && begin.documentId().equals(documentId)
                ? documents.findToStream(begin)
                : documents.findToStream(documentId);
        return found.filter(this::isSeen);
    }

    /**
     * The recent events, which belong to the document that the caller may see: the mark is one of its events, or the
     * first event names the owner.
     */
    @Override
    public Optional<RecentEvents.Slice> readRecent(
            DocumentId documentId, RecentEvents.Mark mark, long from, int eventsMax) {
        Optional<RecentEvents.Slice> slice = documents.readRecent(documentId, mark, from, eventsMax);
        return mark.isNone()
                ? slice.filter(recent -> VisibleDocuments.madeBy(recent)
                        .filter(made -> caller.maySee(made.owner()))
                        .isPresent())
                : slice;
    }

    @Override
    public Optional<DocumentState> findLatest(DocumentId documentId) throws LogUnavailableException {
        return documents.findLatest(documentId).filter(this::isSeen);
    }

    @Override
    public DocumentState refold(DocumentId documentId) throws LogUnavailableException {
        DocumentState state = documents.refold(documentId);
        if (state.owner() != null && !caller.maySee(state.owner())) {
            throw unseen(documentId);
        }
        return state;
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException {
        Optional<DocumentLogSlice> slice = documents.read(documentId, from, to);
        if (slice.isEmpty() || slice.get().endOffset() == 0) {
            return slice;
        }
        // Checked after the read, or from what was read: the slice is not of an owner who recreated the document in
        // between.
        Optional<AcceptedCommand> made =
                from == 0 ? VisibleDocuments.madeBy(documentId, slice.get().events()) : documents.madeBy(documentId);
        boolean seen = made.isPresent()
                ? caller.maySee(made.get().owner())
                : find(documentId).isPresent();
        if (!seen) {
            throw unseen(documentId);
        }
        return slice;
    }

    private static LogUnavailableException unseen(DocumentId documentId) {
        return new LogUnavailableException(
                documentId + " has another owner by now", new IllegalStateException("recreated by another owner"));
    }

    private boolean isSeen(DocumentState state) {
        Optional<Owner> owner = documents.ownerOf(state);
        return owner.isPresent() && caller.maySee(owner.get());
    }
}
