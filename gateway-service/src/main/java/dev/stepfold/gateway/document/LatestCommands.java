package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.LogUnavailableException;

/**
 * Whether the latest commands have been read to their end. Until then, a command that has not been seen may still be
 * among them.
 */
@FunctionalInterface
public interface LatestCommands {
    /** Whether every command of the last day has been recorded. */
    boolean areRead();

    /**
     * Throws until the latest commands are read.
     *
     * @param question the question that only they can answer; begins with "whether"
     * @throws LogUnavailableException while they are not read
     */
    default void require(String question) throws LogUnavailableException {
        if (!areRead()) {
            throw notRead(question);
        }
    }

    /** The exception for a question that cannot be answered yet. */
    static LogUnavailableException notRead(String question) {
        return new LogUnavailableException(
                question + " is not known yet",
                new IllegalStateException("the latest commands are not read to their end"));
    }
}
