package dev.stepfold.gateway.document;

/** What came of comparing the projection with a document's log. */
public sealed interface Verification {
    /**
     * They were compared.
     *
     * @param sequence the event up to which the log was replayed: the projection's, where the log has it; -1 for none
     * @param matches whether the projection's state is, byte for byte, what the log leads to
     * @param logHash SHA-256 in hexadecimal of those events: each as its JSON and a line feed, so as NDJSON
     * @param stateHash SHA-256 in hexadecimal of the replayed state's JSON
     */
    record Compared(long sequence, boolean matches, String logHash, String stateHash) implements Verification {}

    /**
     * The projection has no state to compare for now: it does not answer, or has not come to the document, or still holds a
     * namesake of it that was erased.
     */
    record NothingToCompare() implements Verification {}

    /** There is no such document. */
    record NoDocument() implements Verification {}
}
