package dev.stepfold.schemas.archive;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where a document's archived log is: the value of a record in {@code stepfold.archived-documents}. The record is kept
 * when the document gets a topic again; then the topic counts.
 *
 * @param documentId the document
 * @param partition the partition of {@code stepfold.document-archive}
 * @param offset the offset in that partition
 * @param endOffset the offset after the log's last record: the lowest sequence that the document's next event can have
 * @param archivedAt when it was copied, with millisecond precision
 */
public record ArchivePlace(DocumentId documentId, int partition, long offset, long endOffset, Instant archivedAt) {
    public ArchivePlace {
        archivedAt = archivedAt.truncatedTo(ChronoUnit.MILLIS);
        Checks.atLeast(0, "partition", partition);
        Checks.atLeast(0, "offset", offset);
        Checks.atLeast(1, "endOffset", endOffset);
    }
}
