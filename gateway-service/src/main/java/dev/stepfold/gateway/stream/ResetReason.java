package dev.stepfold.gateway.stream;

/** Why a client's cursor is discarded and the client gets a snapshot instead. */
public enum ResetReason {
    /** The cursor is not a sequence. */
    INVALID_CURSOR("invalid-cursor", "The cursor is not a sequence of this document."),
    /** The cursor is beyond the document's last event. */
    BEYOND_END("beyond-end", "The document has no event with that sequence."),
    /** The document was erased and recreated under the same id. */
    MADE_ANEW("made-anew", "The document was erased and recreated."),
    /** Kafka lost events that the client has seen, as a power cut may do, and the log may have gone on otherwise. */
    LOG_CHANGED("log-changed", "Events after some point were lost, and the document went on from there."),
    /** The document was erased. No snapshot follows; the stream ends. */
    ERASED("erased", "The document was erased.");

    private final String code;
    private final String message;

    ResetReason(String code, String message) {
        this.code = code;
        this.message = message;
    }

    /** The stable name, for programs. */
    public String code() {
        return code;
    }

    /** The reason for a person. */
    public String message() {
        return message;
    }
}
