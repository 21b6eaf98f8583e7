package dev.stepfold.gateway.problem;

import dev.stepfold.schemas.event.RejectionCode;

/** Every error that a client can get: its stable code, its HTTP status and its title. */
public enum ProblemCode {
    INVALID_JSON("invalid-json", 400, "The body is not one JSON object"),
    INVALID_ID("invalid-id", 400, "The id is malformed"),
    INVALID_PARAMETER("invalid-parameter", 400, "A query parameter is malformed"),
    INVALID_CURSOR("invalid-cursor", 400, "The cursor does not belong to this list"),
    INVALID_IDEMPOTENCY_KEY("invalid-idempotency-key", 400, "The Idempotency-Key is malformed"),
    BAD_REQUEST("bad-request", 400, "The request is malformed"),
    UNAUTHENTICATED("unauthenticated", 401, "The caller is not authenticated"),
    FORBIDDEN("forbidden", 403, "The caller may not do that"),
    DOCUMENT_NOT_FOUND("document-not-found", 404, "There is no such document"),
    SEQUENCE_NOT_FOUND("sequence-not-found", 404, "The document has not reached that sequence"),
    WEBHOOK_NOT_FOUND("webhook-not-found", 404, "There is no such webhook"),
    NOT_FOUND("not-found", 404, "There is nothing here"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here"),
    NOT_ACCEPTABLE("not-acceptable", 406, "None of the accepted media types can be served"),
    DOCUMENT_EXISTS("document-exists", 409, "The document exists already"),
    RUN_ACTIVE("run-active", 409, "A run is active"),
    STALE_RUN("stale-run", 409, "The run is not the document's current one"),
    RUN_NOT_ACTIVE("run-not-active", 409, "The run is not active"),
    RUN_NOT_PAUSED("run-not-paused", 409, "The run is not paused"),
    RUN_NOT_FAILED("run-not-failed", 409, "The run has not failed"),
    STEP_NOT_REACHED("step-not-reached", 409, "The step has not been reached"),
    NOT_ARCHIVABLE("not-archivable", 409, "The document cannot go to the archive"),
    NOT_EXPORTABLE("not-exportable", 409, "The agent cannot be written in that format"),
    TOO_MANY_WEBHOOKS("too-many-webhooks", 409, "No further webhook can be registered"),
    TOO_MANY_REPLAYS("too-many-replays", 503, "No further replay can be accepted now"),
    UNSUPPORTED("unsupported", 409, "This version cannot do that"),
    BODY_TOO_LARGE("body-too-large", 413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body must be application/json"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The Idempotency-Key was used for another request"),
    INVALID_REQUEST("invalid-request", 422, "A field is missing or malformed"),
    UNKNOWN_FIELD("unknown-field", 422, "The request has a field that does not exist"),
    INVALID_OPTION("invalid-option", 422, "An option is malformed"),
    UNKNOWN_OPTION("unknown-option", 422, "The request has an option that does not exist"),
    TOO_MANY_STREAMS_OF_OWNER("too-many-streams-of-owner", 429, "The owner can open no further stream now"),
    TOO_MANY_READS_OF_OWNER("too-many-reads-of-owner", 429, "The owner can read no more at once"),
    TOO_MANY_WRITES("too-many-writes", 429, "The owner can write no more now"),
    LOG_SHIFTED("log-shifted", 500, "The document's log is a copy whose offsets are shifted"),
    INTERNAL_ERROR("internal-error", 500, "The gateway failed"),
    KEYS_UNAVAILABLE("keys-unavailable", 503, "Tokens cannot be checked now"),
    KAFKA_UNAVAILABLE("kafka-unavailable", 503, "Kafka does not answer"),
    PROJECTION_UNAVAILABLE("projection-unavailable", 503, "The projection cannot answer now"),
    TOO_MANY_DOCUMENTS("too-many-documents", 503, "No further document can be accepted now"),
    TOO_MANY_READS("too-many-reads", 503, "No further read can be made now"),
    TOO_MANY_STREAMS("too-many-streams", 503, "No further stream can be opened now"),
    TOO_MANY_STREAMS_OF_DOCUMENT(
            "too-many-streams-of-document", 503, "No further stream of the document can be opened now");

    private final String code;
    private final int status;
    private final String title;

    ProblemCode(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The stable name. */
    public String code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The same text for every problem with this code. */
    public String title() {
        return title;
    }

    /**
     * The code of a refusal, as the orchestrator spells it; a document of another owner is reported as one that does
     * not exist.
     */
    public static ProblemCode of(RejectionCode rejection) {
        return switch (rejection) {
            case DOCUMENT_EXISTS -> DOCUMENT_EXISTS;
            case RUN_ACTIVE -> RUN_ACTIVE;
            case STALE_RUN -> STALE_RUN;
            case RUN_NOT_ACTIVE -> RUN_NOT_ACTIVE;
            case RUN_NOT_PAUSED -> RUN_NOT_PAUSED;
            case RUN_NOT_FAILED -> RUN_NOT_FAILED;
            case STEP_NOT_REACHED -> STEP_NOT_REACHED;
            case NOT_OWNER -> DOCUMENT_NOT_FOUND;
            case NOT_ARCHIVABLE -> NOT_ARCHIVABLE;
            case UNSUPPORTED -> UNSUPPORTED;
        };
    }

    /** The code of an HTTP status that the server itself chose. */
    public static ProblemCode ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> BODY_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            default -> status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
        };
    }
}
