package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import java.util.Optional;

/**
 * What the topology needs to fold a document anew from its log.
 *
 * @param suspects the documents that have to be folded anew
 * @param logs the documents' logs
 * @param watch is told what happened
 */
public record Healing(Suspects suspects, Logs logs, Watch watch) {
    /** The documents' logs, wherever they are kept. */
    @FunctionalInterface
    public interface Logs {
        /**
         * The events from {@code from} to {@code to}, which is excluded, as far as they exist. Waits for Kafka some
         * seconds at most.
         *
         * @return empty if the document has no log
         * @throws LogUnavailableException when Kafka did not answer in time
         */
        Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException;
    }

    /** Is told of what was found and done; called on the stream thread. */
    public interface Watch {
        /** A document was folded anew, and its state was another one. */
        void refolded(Suspects.Cause cause);

        /** A document has a state but an empty log; the state was kept. */
        void foundEmptyLog();

        /** A record of the feed could not be read. */
        default void foundUnreadable() {}
    }
}
