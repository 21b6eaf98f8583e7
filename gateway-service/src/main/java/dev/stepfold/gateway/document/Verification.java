package dev.stepfold.gateway.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.documentlog.Chain;
import org.jspecify.annotations.Nullable;

/** The result of comparing the projection with a document's log, and of checking the log itself. */
public sealed interface Verification {
    /**
     * They were compared.
     *
     * @param sequence the event up to which the log was replayed for the comparison: the projection's, if the log has
     *     it; -1 for none
     * @param matches whether the projection's state equals the replayed state, byte for byte, and the chain of the log is
     *     whole
     * @param logHash SHA-256 in hexadecimal of those events: each as its JSON and a line feed, as in NDJSON
     * @param stateHash SHA-256 in hexadecimal of the replayed state's JSON
     * @param head the end of the whole log, which may be ahead of the projection; its hash is computed from the values of
     *     all events, and not taken from their links
     * @param brokenAt where the chain is broken ({@link Chain#brokenAt}); null if it is whole
     * @param containsHead whether one of the events has the chain hash that was asked for; null if none was
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Compared(
            long sequence,
            boolean matches,
            String logHash,
            String stateHash,
            Head head,
            @Nullable Long brokenAt,
            @Nullable Boolean containsHead)
            implements Verification {}

    /**
     * The end of a log.
     *
     * @param sequence the sequence of its last event; -1 if it has none
     * @param hash the chain hash of that event, 64 hexadecimal digits
     */
    record Head(long sequence, String hash) {}

    /**
     * The projection currently has no state to compare: it does not answer, has not reached the document, or still
     * holds an erased document of the same id.
     */
    record NothingToCompare() implements Verification {}

    /** There is no such document. */
    record NoDocument() implements Verification {}
}
