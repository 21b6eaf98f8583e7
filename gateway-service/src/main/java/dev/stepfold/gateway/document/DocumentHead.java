package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Optional;

/**
 * The end of a document's log, to be kept elsewhere: whoever has it can tell later whether the log still contains it.
 *
 * @param documentId the document
 * @param sequence the sequence of the last event; -1 if there is none yet
 * @param hash the chain hash of that event, 64 hexadecimal digits
 */
public record DocumentHead(DocumentId documentId, long sequence, String hash) {
    /** How many sequences are read at once: bounds the memory of one look. */
    private static final int STRETCH_MAX = 50;

    /**
     * Looks at the end of a log: at its end offset and its last record, and at the records before it if that one does not
     * count. A log whose last event has no link is read from its beginning.
     *
     * @param seen the documents that the caller may see
     * @return empty if the document has no log
     * @throws LogUnavailableException when Kafka did not answer
     */
    public static Optional<DocumentHead> find(Recorded seen, DocumentId documentId) throws LogUnavailableException {
        Optional<DocumentLogSlice> end = seen.read(documentId, Long.MAX_VALUE, Long.MAX_VALUE);
        if (end.isEmpty()) {
            return Optional.empty();
        }
        long to = end.get().endOffset();
        int length = 1;
        while (to > 0) {
            long from = Math.max(0, to - length);
            Optional<DocumentLogSlice> slice = seen.read(documentId, from, to);
            if (slice.isEmpty()) {
                return Optional.empty();
            }
            if (!slice.get().records().isEmpty()) {
                EncodedEvent last = slice.get().records().getLast();
                return last.previous().isPresent()
                        ? Optional.of(new DocumentHead(
                                documentId,
                                last.event().sequence(),
                                last.hashAfter(ChainHash.START).hex()))
                        : fromTheBeginning(seen, documentId);
            }
            to = from;
            length = STRETCH_MAX;
        }
        return Optional.of(none(documentId));
    }

    /** The head of a document that has no event yet. */
    public static DocumentHead none(DocumentId documentId) {
        return new DocumentHead(documentId, DocumentState.SEQUENCE_NONE, ChainHash.START.hex());
    }

    private static Optional<DocumentHead> fromTheBeginning(Recorded seen, DocumentId documentId)
            throws LogUnavailableException {
        DocumentHead head = none(documentId);
        ChainHash hash = ChainHash.START;
        for (long from = 0; true; from += STRETCH_MAX) {
            long to = from + STRETCH_MAX;
            Optional<DocumentLogSlice> slice = seen.read(documentId, from, to);
            if (slice.isEmpty()) {
                return Optional.empty();
            }
            if (!slice.get().records().isEmpty()) {
                hash = slice.get().headAfter(hash);
                head = new DocumentHead(
                        documentId, slice.get().records().getLast().event().sequence(), hash.hex());
            }
            if (slice.get().endOffset() < to) {
                return Optional.of(head);
            }
        }
    }
}
