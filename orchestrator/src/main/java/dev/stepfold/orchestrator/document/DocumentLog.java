package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A document's topic, as its writer uses it. */
public interface DocumentLog {
    /**
     * Makes sure that the document has a topic of ours, and reads it. An empty one that the cluster made by itself is
     * replaced.
     *
     * @throws LogUnavailableException when Kafka did not answer; the outcome is unknown
     */
    DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException;

    /**
     * Reads the topic from {@code fromSequence} to its end.
     *
     * @return empty if the document has no topic
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException;

    /**
     * Finds the topic that the document has now if it is empty, and the cluster made it by itself.
     *
     * @return empty if there is none; two are equal if they are the same topic
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<LeftOver> findLeftOver(DocumentId documentId) throws LogUnavailableException;

    /**
     * Finds the topic that the document has now, so that it can be deleted.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException;

    /** An empty topic that the cluster made by itself. */
    interface LeftOver {
        /**
         * Deletes the topic if it is still there.
         *
         * @throws LogUnavailableException when Kafka did not answer
         */
        void delete() throws LogUnavailableException;
    }

    /** A topic that is to be deleted. */
    @FunctionalInterface
    interface Deletion {
        /**
         * Deletes exactly that topic, if it still exists; never one that was created later under the same name.
         *
         * @return when this object deleted it, in this call or an earlier one: later than every event that was still
         *     appended to it; empty if the topic did not exist any more
         * @throws LogUnavailableException when Kafka did not answer; the topic may or may not exist
         */
        Optional<Instant> carryOut() throws LogUnavailableException;
    }

    /**
     * Appends events, whose sequences are the offsets that they are expected to get, and waits until they are durable.
     *
     * @param context what is written beside the events, and whether they may be sent together
     * @return how many of them got their offset: all, or only the first few if another writer appended in between. The
     *     rest are fenced writes, which every reader ignores
     * @throws LogUnavailableException when Kafka did not acknowledge in time; any of the events may be in the topic,
     *     now or later
     */
    int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException;
}
