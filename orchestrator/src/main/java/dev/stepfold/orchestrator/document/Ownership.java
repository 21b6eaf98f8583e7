package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;

/**
 * Whether a document is nobody else's. Where it is not certain no topic is made for it: it may have been erased by another owner
 * meanwhile, and unlike an append that cannot be fenced (ADR 20).
 */
@FunctionalInterface
public interface Ownership {
    /** Whether it is certain at this moment. Passes; then it can be asked again. */
    boolean isCertain();

    /**
     * Goes on only where it is certain.
     *
     * @throws LogUnavailableException where it is not
     */
    default void require(DocumentId documentId) throws LogUnavailableException {
        if (!isCertain()) {
            throw new LogUnavailableException(
                    "it is not certain for now whose document " + documentId + " is",
                    new IllegalStateException("no commit succeeded lately"));
        }
    }
}
