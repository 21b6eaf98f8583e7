package dev.stepfold.modelstub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.StepId;
import java.time.Instant;

/**
 * A call that came in.
 *
 * @param caller whose base URL was called, see {@link StubModel#baseUrl(String)}; empty for that of nobody in particular
 * @param step by the name of the schema that the answer must have
 * @param authorization of the header; empty without one
 * @param at when all of it had arrived
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

    /** The API key, which tells who asks; empty where there is none. */
    public String key() {
        return authorization.replaceFirst("^Bearer ", "");
    }
}
