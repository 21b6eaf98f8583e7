package dev.stepfold.schemas.archive;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where a document's archived log stands: the value of a record in {@code stepfold.archived-documents}. The record is still
 * there when the document has a topic again; the topic counts then.
 *
 * @param documentId whose log
 * @param partition the partition of {@code stepfold.document-archive}
 * @param offset the offset in that partition
 * @param endOffset the offset after the log's last record: the sequence that the document's next event has at least
 * @param archivedAt when it was copied, in milliseconds precision
 */
public record ArchivePlace(DocumentId documentId, int partition, long offset, long endOffset, Instant archivedAt) {
    public ArchivePlace {
        archivedAt = archivedAt.truncatedTo(ChronoUnit.MILLIS);
        Checks.atLeast(0, "partition", partition);
        Checks.atLeast(0, "offset", offset);
        Checks.atLeast(1, "endOffset", endOffset);
    }
}
