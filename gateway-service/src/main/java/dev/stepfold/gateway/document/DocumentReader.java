package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import java.util.Optional;

/** Reads a document's log, in its own topic or in the archive, by the fence rule. */
@FunctionalInterface
public interface DocumentReader {
    /**
     * The events from {@code from} up to {@code to}, which is excluded, as far as they exist.
     *
     * @return empty if the document has neither a topic nor an archived log
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException;
}
