package dev.stepfold.gateway.document;

/** The result of comparing the projection with a document's log. */
public sealed interface Verification {
    /**
     * They were compared.
     *
     * @param sequence the event up to which the log was replayed: the projection's, if the log has it; -1 for none
     * @param matches whether the projection's state equals the replayed state, byte for byte
     * @param logHash SHA-256 in hexadecimal of those events: each as its JSON and a line feed, as in NDJSON
     * @param stateHash SHA-256 in hexadecimal of the replayed state's JSON
     */
    record Compared(long sequence, boolean matches, String logHash, String stateHash) implements Verification {}

    /**
     * The projection currently has no state to compare: it does not answer, has not reached the document, or still
     * holds an erased document of the same id.
     */
    record NothingToCompare() implements Verification {}

    /** There is no such document. */
    record NoDocument() implements Verification {}
}
