package dev.stepfold.modelstub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.StepId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A received call.
 *
 * @param caller the caller whose base URL was called, see {@link StubModel#baseUrl(String)}; empty for the base URL
 *     without a caller
 * @param step the step, from the name of the schema that the answer must have, or else from the prompt
 * @param headers the headers, each with its first value, by their names in lower case
 * @param at when the whole call had arrived
 */
public record Call(String caller, StepId step, Map<String, String> headers, JsonNode body, Instant at) {
    /** A header's value; empty without one. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** How the caller authenticates; empty if it does not. */
    public String authorization() {
        return header("authorization");
    }

    /** The text of the message of that role. */
    public String message(String role) {
        for (JsonNode message : body.path("messages")) {
            if (message.path("role").asText().equals(role)) {
                return message.path("content").asText();
            }
        }
        return "";
    }

    /** The API key, which identifies the caller; empty if there is none. */
    public String key() {
        return authorization().replaceFirst("^Bearer ", "");
    }
}
