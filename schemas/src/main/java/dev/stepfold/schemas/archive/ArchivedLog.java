package dev.stepfold.schemas.archive;

import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A document's whole log, verbatim: the value of a record in {@code stepfold.document-archive}.
 *
 * @param documentId the document
 * @param archivedAt when it was copied, with millisecond precision
 * @param records every record that the topic held, fenced writes included: the first had offset 0, and the offsets had
 *     no gaps. As in the topic, a record counts if its offset is its event's sequence
 */
public record ArchivedLog(DocumentId documentId, Instant archivedAt, List<ArchivedRecord> records) {
    public ArchivedLog {
        archivedAt = archivedAt.truncatedTo(ChronoUnit.MILLIS);
        records = List.copyOf(records);
        if (records.isEmpty()) {
            throw new IllegalArgumentException("records must not be empty");
        }
    }

    /** The offset after the last record. */
    public long endOffset() {
        return records.size();
    }
}
