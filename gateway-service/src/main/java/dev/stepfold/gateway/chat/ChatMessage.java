package dev.stepfold.gateway.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a person wrote in a chat. A client sends the whole conversation each time; the id tells a message that was sent before
 * from a new one.
 *
 * @param id the client's id of the message, unique in its thread
 * @param text what the person wrote
 */
public record ChatMessage(String id, String text) {
    private static final String FIELD = "messages";
    private static final int ID_LENGTH_MAX = 255;

    /**
     * The last message of a person in a conversation.
     *
     * @param messages the conversation: an array of {@code {id, role, …}}, or missing
     * @param content the member of a message that holds its text, or an array of parts, of which the textual ones count
     * @throws ProblemException when that message cannot be read, or is not only text
     */
    public static Optional<ChatMessage> lastOfUser(JsonNode messages, String content) {
        return StreamSupport.stream(messages.spliterator(), false)
                .filter(message -> message.path("role").asText().equals("user"))
                .reduce((_, later) -> later)
                .map(message -> new ChatMessage(id(message), text(message.path(content))));
    }

    private static String id(JsonNode message) {
        String id = message.path("id").asText();
        if (id.isEmpty() || id.length() > ID_LENGTH_MAX) {
            throw invalid("A message must have an id of 1 to " + ID_LENGTH_MAX + " characters.");
        }
        return id;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        return StreamSupport.stream(content.spliterator(), false)
                .map(part -> {
                    if (!part.path("type").asText().equals("text")) {
                        throw invalid("A message can only be text.");
                    }
                    return part.path("text").asText();
                })
                .collect(Collectors.joining("\n"));
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.ofField(ProblemCode.INVALID_REQUEST, FIELD, detail);
    }

    /** The idempotency key of what the message asks for. A message that was edited is another one. */
    String key(DocumentId thread) {
        return "chat\n" + thread + "\n" + id + "\n" + text;
    }
}
