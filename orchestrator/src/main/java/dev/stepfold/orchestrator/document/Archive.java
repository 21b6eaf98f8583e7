package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs of documents at rest are kept without a topic. A log in here counts while the document has no topic of its
 * own, or one without an event.
 *
 * <p>Of two writers that store, restore or erase the same document only the later one succeeds (ADR 27).
 */
public interface Archive {
    /**
     * What counts of a document's archived log.
     *
     * @return empty where it was never archived, or is erased
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentLogSlice> find(DocumentId documentId) throws LogUnavailableException;

    /**
     * Why a document cannot be archived, for a person.
     *
     * @return empty where it can be
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<String> refusal(DocumentId documentId) throws LogUnavailableException;

    /**
     * Copies the log of a document, which is sealed, and then deletes its topic. Harmless to repeat.
     *
     * @return whether the log is in the archive and the topic gone; false where the log is not sealed any more
     * @throws LogUnavailableException when Kafka did not answer; the same call may be made again
     */
    boolean store(DocumentId documentId) throws LogUnavailableException;

    /**
     * Makes the topic of an archived document anew, with all that was archived and one more event: all of it at once, or
     * nothing.
     *
     * @param restored the event, at the sequence after the archived log
     * @param lease required before anything is created
     * @return whether the event got the offset that it is meant to have
     * @throws LogUnavailableException when it is not certain, or Kafka did not answer; the topic may be there or not
     */
    boolean restore(RecordedEvent restored, Traceparent trace, PartitionLease lease) throws LogUnavailableException;

    /**
     * Removes the archived log of a document, and deletes its topic.
     *
     * @param first the document's first event, which tells it from one made later under its id; null where it had none
     * @return when the topic was deleted, as {@link DocumentLog.Deletion#carryOut} tells
     * @throws LogUnavailableException when Kafka did not answer; the same call may be made again
     */
    Optional<Instant> erase(DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic)
            throws LogUnavailableException;
}
