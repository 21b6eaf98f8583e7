package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A document's topic, as its writer uses it. */
public interface DocumentLog {
    /**
     * Makes sure that the document has a topic, and reads it.
     *
     * @throws LogUnavailableException when Kafka did not answer; nothing is known then
     */
    DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException;

    /**
     * Reads the topic from {@code fromSequence} to its end.
     *
     * @return empty where the document has no topic
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException;

    /**
     * Looks which topic the document has now, for it to be deleted.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException;

    /** A topic that is to be deleted. */
    @FunctionalInterface
    interface Deletion {
        /**
         * Deletes that very topic, where it is still there; never one that was made later under the same name.
         *
         * @return when this deleted it, also where it did so in an earlier call: after every event that still got into it; empty where
         *     it was gone already
         * @throws LogUnavailableException when Kafka did not answer; the topic may be there or not
         */
        Optional<Instant> carryOut() throws LogUnavailableException;
    }

    /**
     * Appends events, whose sequences are the offsets that they are expected to get, and waits until they are durable.
     *
     * @return how many of them got their offset: all, or only the first so many, where another writer came between. The
     *     rest are fenced writes, which no reader counts
     * @throws LogUnavailableException when Kafka did not acknowledge in time; any of the events may be in the topic, now
     *     or later
     */
    int append(List<RecordedEvent> events, Traceparent trace) throws LogUnavailableException;
}
