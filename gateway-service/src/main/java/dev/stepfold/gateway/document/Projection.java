package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;

/** The query side. */
public interface Projection {
    /** Queries a document's state; answers within about a second. */
    ProjectionAnswer find(DocumentId documentId);
}
