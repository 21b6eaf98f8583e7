package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;

/**
 * The orchestrator's ownership of a commands partition, as far as it is confirmed. While it is not, no topic is created
 * for a document of the partition: another orchestrator may own the partition and have erased the document, and unlike
 * an append, a creation cannot be fenced (ADR 20).
 */
@FunctionalInterface
public interface PartitionLease {
    /** Whether ownership is confirmed at this moment. It may be again later. */
    boolean isHeld();

    /**
     * Returns only if ownership is confirmed.
     *
     * @throws LogUnavailableException if it is not
     */
    default void require(DocumentId documentId) throws LogUnavailableException {
        if (!isHeld()) {
            throw new LogUnavailableException(
                    "ownership of document " + documentId + " is not confirmed",
                    new IllegalStateException("no offset commit succeeded recently"));
        }
    }
}
