package dev.stepfold.orchestrator.document;

import dev.stepfold.schemas.DocumentId;

/**
 * Another writer appended to the document's topic between this writer's look at it and its append. Either this instance is
 * no longer the document's owner, or an append of its own that was given up arrived late; both are settled by dropping
 * the document and, where it still is ours, loading it again.
 */
public final class LostRaceException extends Exception {
    private static final long serialVersionUID = 1;

    LostRaceException(DocumentId documentId, long sequence) {
        super("another writer was first: documentId=" + documentId + " sequence=" + sequence);
    }
}
