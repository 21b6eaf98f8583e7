package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Optional;

/** What is already recorded about a document: a state to begin with, and the events of its topic. */
public interface Recorded {
    /**
     * The document's latest state or, while its topic does not answer, the projection's; the state without events if it
     * was accepted and has none yet. Never that of a document whose topic is known to be gone.
     *
     * @return empty if there is no such document
     * @throws LogUnavailableException when neither the projection nor Kafka answered
     */
    Optional<DocumentState> find(DocumentId documentId) throws LogUnavailableException;

    /**
     * The state that a stream begins with, once it is registered for the live events: like {@link #find}, but without
     * events that are forwarded only now, which the stream gets live.
     *
     * @return empty if there is no such document
     * @throws LogUnavailableException when neither the projection nor Kafka answered
     */
    default Optional<DocumentState> findToStream(DocumentId documentId) throws LogUnavailableException {
        return find(documentId);
    }

    /**
     * The document's state as far as the recent events show it. Events that are not forwarded yet are missing.
     *
     * @return empty if the recent events do not cover it, or there is no such document
     */
    default Optional<DocumentState> findRecent(DocumentId documentId) {
        return Optional.empty();
    }

    /**
     * The recent events of a document from {@code from} on, at most {@code eventsMax}, for a stream that is registered
     * for the live events.
     *
     * @param mark an event that the stream knows
     * @return empty if the recent events do not cover that, or the caller may not see them
     */
    default Optional<RecentEvents.Slice> readRecent(
            DocumentId documentId, RecentEvents.Mark mark, long from, int eventsMax) {
        return Optional.empty();
    }

    /**
     * The document's latest state, to the end of its topic.
     *
     * @return empty if there is no such document
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentState> findLatest(DocumentId documentId) throws LogUnavailableException;

    /**
     * The document's latest state from its topic alone.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    DocumentState refold(DocumentId documentId) throws LogUnavailableException;

    /**
     * The events from {@code from} up to {@code to}, which is excluded, as far as they exist.
     *
     * @return empty if the document has no topic
     * @throws LogUnavailableException when Kafka did not answer
     */
    Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException;
}
