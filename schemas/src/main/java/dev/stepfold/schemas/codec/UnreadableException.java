package dev.stepfold.schemas.codec;

/** A record is not what it should be. Reading it again cannot help. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public UnreadableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    UnreadableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What is wrong, for programs. */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with a record. */
    public enum Reason {
        /** The value is missing or is not one JSON object in UTF-8. */
        NOT_JSON("not-json"),
        /** The type, or the pair of type and status, is not known. */
        UNKNOWN_TYPE("unknown-type"),
        /** A field is missing, of the wrong type or out of its limits. */
        INVALID("invalid"),
        /** The record's key is not the document that the value names. */
        KEY_MISMATCH("key-mismatch");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** The stable name of the reason. */
        public String code() {
            return code;
        }
    }
}
