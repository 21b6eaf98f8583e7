package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import java.util.Optional;

/**
 * A document's log wherever it is kept: in its topic, or in the archive if there is no topic or an empty one, as during
 * a restore from the archive.
 */
public final class KeptLogs {
    private final DocumentLogReader topics;
    private final ArchiveReader archive;

    public KeptLogs(DocumentLogReader topics, ArchiveReader archive) {
        this.topics = topics;
        this.archive = archive;
    }

    /**
     * The document's events from {@code fromSequence} to the end of its log as it is now.
     *
     * @return empty if the document has neither a topic nor an archived log
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        return read(documentId, fromSequence, Long.MAX_VALUE);
    }

    /**
     * The document's events from {@code fromSequence} to {@code toSequence} (exclusive), as far as they exist now.
     *
     * @return empty if the document has neither a topic nor an archived log
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence, long toSequence)
            throws LogUnavailableException {
        Optional<DocumentLogSlice> inTopic = topics.read(documentId, fromSequence, toSequence);
        if (inTopic.isPresent() && inTopic.get().endOffset() > 0) {
            return inTopic;
        }
        Optional<DocumentLogSlice> archived = archive.read(documentId, fromSequence, toSequence);
        return archived.isPresent() ? archived : inTopic;
    }
}
