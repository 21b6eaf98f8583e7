package dev.stepfold.generation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Passes an answer's events on to langchain4j, and handles what langchain4j ignores: errors reported in the middle, an
 * end that comes too early, and what {@link Completion} knows.
 */
final class CompletionEvents {
    private static final String DONE = "[DONE]";

    private final ServerSentEventListener listener;
    private final Completion completion = new Completion();
    private boolean complete;

    CompletionEvents(ServerSentEventListener listener) {
        this.listener = listener;
    }

    /**
     * Takes one event of a stream. Servers send events with blank data to keep the connection alive.
     *
     * @throws BrokenOffException when it reports an error
     * @throws IllegalStateException when it is not JSON
     */
    void accept(String data) {
        String bare = data.strip();
        if (bare.isEmpty()) {
            return;
        }
        if (bare.equals(DONE)) {
            complete = true;
            return;
        }
        JsonNode event = read(data);
        refuseError(event);
        boolean changed = completion.take(event, "delta");
        complete |= completion.isFinished();
        listener.onEvent(new ServerSentEvent(null, changed ? event.toString() : data));
    }

    /**
     * Finishes the answer at the end of the stream.
     *
     * @throws UncheckedIOException when the answer is not complete
     * @throws UnusableCompletionException when the completion holds no answer
     */
    void end() {
        if (!complete && !completion.isRefusal()) {
            throw new UncheckedIOException(new EOFException("the stream ended before the answer was complete"));
        }
        completion.end();
    }

    /**
     * A whole answer in the form that langchain4j reads.
     *
     * @throws BrokenOffException when it reports an error in place of an answer
     * @throws UnusableCompletionException when the completion holds no answer
     * @throws IllegalStateException when it is not JSON
     */
    static String whole(String body) {
        JsonNode answer = read(body);
        refuseError(answer);
        Completion completion = new Completion();
        boolean changed = completion.take(answer, "message");
        completion.end();
        return changed ? answer.toString() : body;
    }

    /** Takes an answer that came as a whole, which differs from a stream of one event in the name of one field. */
    void acceptWhole(byte[] body) {
        JsonNode answer = read(new String(body, StandardCharsets.UTF_8));
        if (answer.path("choices").path(0) instanceof ObjectNode choice && choice.has("message")) {
            choice.set("delta", choice.remove("message"));
        }
        complete = true;
        accept(answer.toString());
        end();
    }

    private static void refuseError(JsonNode event) {
        JsonNode error = event.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            throw new BrokenOffException(error);
        }
    }

    private static JsonNode read(String json) {
        try {
            return ContractMapper.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer is not JSON", e);
        }
    }
}
