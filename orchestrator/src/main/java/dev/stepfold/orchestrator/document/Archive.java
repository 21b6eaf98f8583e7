package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the logs of documents at rest without a topic. An archived log counts while the document has no topic, or a
 * topic without an event.
 *
 * <p>Of two writers that store, restore or erase the same document only the later one succeeds (ADR 27).
 */
public interface Archive {
    /**
     * The events that count in a document's archived log.
     *
     * @return empty if it was never archived, or is erased
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentLogSlice> find(DocumentId documentId) throws LogUnavailableException;

    /**
     * Why a document cannot be archived, for a person.
     *
     * @return empty if it can be
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<String> refusal(DocumentId documentId) throws LogUnavailableException;

    /**
     * Copies a document's sealed log, and then deletes its topic. Safe to repeat.
     *
     * @return true if the log is in the archive and the topic is deleted; false if the log is no longer sealed
     * @throws LogUnavailableException when Kafka did not answer; retry with the same arguments
     */
    boolean store(DocumentId documentId) throws LogUnavailableException;

    /**
     * Recreates the topic of an archived document, and writes all archived records and one more event to it: all of
     * them or none.
     *
     * @param restored the event, at the sequence after the archived log
     * @param lease required before anything is created
     * @return whether the event got the offset that it expects
     * @throws LogUnavailableException when the lease is not held, or Kafka did not answer; the topic may or may not
     *     exist
     */
    boolean restore(EncodedEvent restored, Traceparent trace, PartitionLease lease) throws LogUnavailableException;

    /**
     * Removes the archived log of a document, and deletes its topic.
     *
     * @param first the document's first event, which distinguishes it from one created later under the same id; null if
     *     it had none
     * @return when the topic was deleted, as {@link DocumentLog.Deletion#carryOut} returns it
     * @throws LogUnavailableException when Kafka did not answer; retry with the same arguments
     */
    Optional<Instant> erase(DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic)
            throws LogUnavailableException;
}
