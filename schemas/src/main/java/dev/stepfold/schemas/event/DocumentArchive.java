package dev.stepfold.schemas.event;

import dev.stepfold.schemas.CommandId;

/** Where a document's log is kept: in the archive while it is at rest, or in a topic of its own. */
public sealed interface DocumentArchive extends DocumentEvent {
    /** The command for which it happened. */
    CommandId commandId();

    /**
     * The log is sealed: it goes to the archive as it is with this event, and its topic is deleted. No event is ever appended
     * to a topic behind this one.
     *
     * @param commandId the command that asked for it
     */
    record Archived(CommandId commandId) implements DocumentArchive {}

    /**
     * The log was restored from the archive to a new topic, which begins with all events that were archived, at the offsets that
     * they had, and this one.
     *
     * @param commandId the command that the document was restored for; another event answers it
     */
    record Restored(CommandId commandId) implements DocumentArchive {}
}
