package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import java.time.Instant;

/**
 * Records that a document was erased: a record with its key and without a value. Readers forget the document.
 *
 * @param documentId the document
 * @param erasedAt when it was erased; events decided before that belong to the erased document, whenever they arrive
 */
public record Tombstone(DocumentId documentId, Instant erasedAt) {}
