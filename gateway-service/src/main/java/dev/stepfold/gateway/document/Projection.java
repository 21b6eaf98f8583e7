package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import java.util.Optional;

/** The query side. */
public interface Projection {
    /** Queries a document's state; answers within about a second. */
    ProjectionAnswer find(DocumentId documentId);

    /**
     * Like {@link #find}, but not decoded.
     *
     * @return empty if the projection does not hold the document, cannot answer, or has its state only decoded
     */
    default Optional<EncodedState> findEncoded(DocumentId documentId) {
        return Optional.empty();
    }
}
