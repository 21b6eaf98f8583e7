package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.event.ErrorKind;

/** The server reported an error in the middle of its answer, when it was too late for a status. */
final class BrokenOffException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int STATUS_MIN = 400;
    private static final int STATUS_MAX = 599;

    private final ErrorKind kind;
    private final String said;

    /**
     * @param error what the server said: an object as OpenAI sends it, or anything else
     */
    BrokenOffException(JsonNode error) {
        super("the server broke off its answer");
        JsonNode message = error.path("message");
        said = message.isTextual() ? message.textValue() : error.toString();
        kind = kindOf(error);
    }

    private static ErrorKind kindOf(JsonNode error) {
        int status = error.path("code").asInt();
        if (status >= STATUS_MIN && status <= STATUS_MAX) {
            return CallFailures.kindOf(status);
        }
        String name = error.path("type").asText() + ' ' + error.path("code").asText();
        if (name.contains("rate_limit")) {
            return ErrorKind.RATE_LIMITED;
        }
        return name.contains("invalid_request") ? ErrorKind.PERMANENT : ErrorKind.TRANSIENT;
    }

    ErrorKind kind() {
        return kind;
    }

    /** What the server said, unchanged: it may repeat the key. */
    String said() {
        return said;
    }
}
