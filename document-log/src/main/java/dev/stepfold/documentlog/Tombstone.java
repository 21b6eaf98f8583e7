package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import java.time.Instant;

/**
 * Says that a document was erased: a record under its key without a value. Readers forget the document.
 *
 * @param documentId the document
 * @param erasedAt when; what was decided before belongs to the erased document, whenever it comes
 */
public record Tombstone(DocumentId documentId, Instant erasedAt) {}
