package dev.stepfold.orchestrator.watch;

import dev.stepfold.schemas.event.DocumentEvent;

/**
 * Is told of an orchestrator's work as it happens. Called by the writers of documents and by Kafka's clients, often: an
 * implementation is quick, takes calls of many threads, and never throws.
 */
public interface Watch {
    /** Tells nobody. */
    Watch NONE = new Watch() {};

    /** An append was acknowledged, with every event at its offset. */
    default void appended(long nanos) {}

    /** An append was acknowledged, but another writer was there first. */
    default void lostRace(long nanos) {}

    /** An append was not acknowledged. */
    default void unacknowledged(long nanos) {}

    /** An event is in its document's log for good. It is told once by its writer. */
    default void happened(DocumentEvent event) {}

    /** An event is on its way to the feed; {@link #forwarded} or {@link #refused} follows. */
    default void forwarding() {}

    /** The feed has an event. */
    default void forwarded(long nanos) {}

    /** The feed refused an event, which is sent again. */
    default void refused() {}

    /** What becomes of an archived document, or of one that was to be. */
    enum ArchiveOutcome {
        /** A log was moved from its topic to the archive. */
        ARCHIVED,
        /** A log was moved from the archive to a topic. */
        RESTORED,
        /** Either was tried in vain; it is tried again. */
        FAILED
    }

    /** A log was moved to or from the archive, or could not be. */
    default void archive(ArchiveOutcome outcome) {}
}
