package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.DocumentId;

/** Where live events come from. */
public interface LiveFeed {
    /**
     * Registers for a document's live events. From the moment this returns, every event that is forwarded reaches the
     * watcher, or the watcher learns that it missed some.
     *
     * @return to be closed by the caller
     */
    Watcher watch(DocumentId documentId);
}
