package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.LogUnavailableException;

/**
 * Whether the latest commands have been read to their end. Until then, what has not been noticed among them may still have
 * been asked for.
 */
@FunctionalInterface
public interface LatestCommands {
    /** Whether every command of the last day has been noticed. */
    boolean areRead();

    /**
     * Refuses what depends on them until they are read.
     *
     * @param question what only they can tell, from "whether"
     * @throws LogUnavailableException while they are not
     */
    default void require(String question) throws LogUnavailableException {
        if (!areRead()) {
            throw notRead(question);
        }
    }

    /** That a question cannot be answered yet. */
    static LogUnavailableException notRead(String question) {
        return new LogUnavailableException(
                question + " is not known yet",
                new IllegalStateException("the latest commands are not read to their end"));
    }
}
