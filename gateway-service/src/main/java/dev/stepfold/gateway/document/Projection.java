package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;

/** The query side. */
public interface Projection {
    /** Asks for a document's state; answers within a second or so. */
    ProjectionAnswer find(DocumentId documentId);
}
