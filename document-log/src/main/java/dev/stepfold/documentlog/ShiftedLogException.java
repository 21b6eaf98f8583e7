package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;

/**
 * A document's topic is a copy whose offsets are shifted ({@link ShiftedLog}). Trying again does not help: the backup of
 * the original cluster has to be restored.
 */
public final class ShiftedLogException extends LogUnavailableException {
    private static final long serialVersionUID = 1;

    public ShiftedLogException(DocumentId documentId) {
        super(
                "the topic of " + documentId
                        + " is a copy whose offsets are shifted, as a mirror makes it; it cannot be used",
                new IllegalStateException("events are not at the offsets that they name"));
    }
}
