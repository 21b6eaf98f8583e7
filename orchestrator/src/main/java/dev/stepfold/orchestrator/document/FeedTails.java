package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FeedTail;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tails of the partitions of {@code stepfold.step-events} that this orchestrator owns. A tail is read once, when a
 * document of the partition is first looked at, and kept until the partition is given up or something shows that Kafka
 * may have lost records since.
 */
public interface FeedTails {
    /**
     * A partition was taken over.
     *
     * @param unfinished the offset of its oldest unfinished command
     */
    void taken(int partition, long unfinished);

    /** Kafka may have lost records of the partition: its tail is read again when it is next needed. */
    void forget(int partition);

    /** A document was erased: what a kept tail has of it counts no more. */
    void erased(DocumentId documentId, int partition);

    /** The partition was given up. */
    void released(int partition);

    /**
     * The tail of a partition.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    FeedTail read(int partition) throws LogUnavailableException;

    /**
     * The events at these offsets, in the order of the feed. Records that cannot be read are left out.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    List<EncodedEvent> events(int partition, List<Long> offsets) throws LogUnavailableException;

    /**
     * Whether a command to erase a document was written after the command that began it.
     *
     * @param first the document's first event
     * @throws LogUnavailableException when Kafka did not answer
     */
    boolean isErasureAsked(int partition, RecordedEvent first) throws LogUnavailableException;

    /**
     * The command that erased a document, if no later command begins the document anew.
     *
     * @param since where to begin to look
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<Delivery> erasure(DocumentId documentId, int partition, Instant since) throws LogUnavailableException;

    /**
     * Whether the feed holds an event of a document after its latest tombstone, be it long before the tail. This reads the
     * whole partition.
     *
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    boolean holds(DocumentId documentId, int partition) throws LogUnavailableException;

    /**
     * The command that began a document, and those that followed it; none if it was erased since, or if that command is
     * not kept any more.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    List<Delivery> commandsSinceStart(DocumentId documentId, int partition) throws LogUnavailableException;
}
