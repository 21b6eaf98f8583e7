package dev.stepfold.commandline.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document in a backup: a line of its index.
 *
 * @param documentId the document
 * @param log its log
 * @param endOffset how many records the log has: the offset after the last
 * @param lastRecord SHA-256 of the last record's line, without the line's end
 * @param lastAt the last record's timestamp
 * @param topic where the log was read, if from the document's topic
 * @param archive where the log was read, if from the archive
 * @param former whether Kafka has another log under this id by now, as after a power cut; it is kept, and not restored
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DocumentEntry(
        DocumentId documentId,
        FileSum log,
        long endOffset,
        String lastRecord,
        Instant lastAt,
        @Nullable TopicCopy topic,
        @Nullable ArchiveCopy archive,
        boolean former) {

    /**
     * A document's topic.
     *
     * @param id Kafka's id of the topic: another one with the same name has another id
     * @param leaderEpoch the partition's leader epoch when the log was read; it rises when a broker starts again
     */
    public record TopicCopy(String id, int leaderEpoch) {}

    /**
     * A record of the archive.
     *
     * @param partition of {@code stepfold.document-archive}
     * @param offset in that partition
     * @param archivedAt when the log was archived
     */
    public record ArchiveCopy(int partition, long offset, Instant archivedAt) {}

    /** As a log that Kafka does not have any more. */
    public DocumentEntry asFormer() {
        return new DocumentEntry(documentId, log, endOffset, lastRecord, lastAt, topic, archive, true);
    }

    /** The same log, read elsewhere. */
    public DocumentEntry readFrom(@Nullable TopicCopy otherTopic, @Nullable ArchiveCopy otherArchive) {
        return new DocumentEntry(documentId, log, endOffset, lastRecord, lastAt, otherTopic, otherArchive, former);
    }
}
