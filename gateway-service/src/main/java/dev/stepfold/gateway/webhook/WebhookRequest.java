package dev.stepfold.gateway.webhook;

import dev.stepfold.gateway.command.JsonBody;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.Checks;
import java.net.URI;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/webhooks}.
 *
 * @param url where events are posted to
 * @param events which events; those that put a run at rest if they are left out
 * @param description the owner's own words; null for none
 */
public record WebhookRequest(
        URI url, EventFilter events, @Nullable String description) {
    private static final Set<String> FIELDS = Set.of("url", "events", "description");
    private static final int DESCRIPTION_CHARS_MAX = 200;

    /**
     * Reads a body.
     *
     * @param accept reads a URL, or throws an {@link IllegalArgumentException} whose message is for the caller
     * @throws ProblemException when anything about it is not as it should be
     */
    static WebhookRequest parse(byte[] body, Function<String, URI> accept) {
        JsonBody json = JsonBody.parse(body, FIELDS);
        json.requiredText("url", Integer.MAX_VALUE);
        return new WebhookRequest(
                json.text("url", accept).orElseThrow(),
                json.texts("events", EventFilter::new).orElse(EventFilter.AT_REST),
                json.text("description", text -> Checks.lengthAtMost(DESCRIPTION_CHARS_MAX, "description", text))
                        .orElse(null));
    }
}
