package dev.stepfold.orchestrator.document;

import dev.stepfold.schemas.DocumentId;

/**
 * Another writer appended to the document's topic between this writer's last read and its append. Either this
 * orchestrator no longer owns the document's partition, or an append of its own that it had given up arrived late. In
 * both cases the document is dropped and, if this orchestrator still owns the partition, loaded again.
 */
public final class LostRaceException extends Exception {
    private static final long serialVersionUID = 1;

    LostRaceException(DocumentId documentId, long sequence) {
        super("another writer was first: documentId=" + documentId + " sequence=" + sequence);
    }
}
