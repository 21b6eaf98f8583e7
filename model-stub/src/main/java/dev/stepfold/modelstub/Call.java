package dev.stepfold.modelstub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.StepId;
import java.time.Instant;

/**
 * A received call.
 *
 * @param caller the caller whose base URL was called, see {@link StubModel#baseUrl(String)}; empty for the base URL
 *     without a caller
 * @param step the step, from the name of the schema that the answer must have, or else from the prompt
 * @param authorization the header's value; empty without one
 * @param at when the whole call had arrived
 */
public record Call(String caller, StepId step, String authorization, JsonNode body, Instant at) {
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
        return authorization.replaceFirst("^Bearer ", "");
    }
}
