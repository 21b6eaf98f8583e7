package dev.stepfold.schemas.event;

import dev.stepfold.schemas.CommandId;

/** Where a document's log is kept: in the archive while it is at rest, or in a topic of its own. */
public sealed interface DocumentArchive extends DocumentEvent {
    /** The command that caused it. */
    CommandId commandId();

    /**
     * The log is sealed: it goes to the archive with this event as its last, and its topic is deleted. No event is ever
     * appended to a topic after this one.
     *
     * @param commandId the command that requested it
     */
    record Archived(CommandId commandId) implements DocumentArchive {}

    /**
     * The log was restored from the archive to a new topic. The topic begins with all archived records at their
     * original offsets, followed by this event.
     *
     * @param commandId the command for which the document was restored; another event answers it
     */
    record Restored(CommandId commandId) implements DocumentArchive {}
}
