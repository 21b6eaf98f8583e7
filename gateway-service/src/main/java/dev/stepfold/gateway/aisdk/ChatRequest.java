package dev.stepfold.gateway.aisdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.chat.ChatMessage;
import dev.stepfold.gateway.problem.ProblemException;
import java.util.Optional;

/**
 * The parts of a request of the AI SDK's default chat transport that count here.
 *
 * @param id the chat: the document's id, unchecked
 * @param isRegeneration whether the last answer is to be made again
 * @param message the last message of a person
 */
public record ChatRequest(String id, boolean isRegeneration, Optional<ChatMessage> message) {
    /**
     * Reads a request.
     *
     * @throws ProblemException when the last message of a person cannot be read
     */
    public static ChatRequest of(ObjectNode body) {
        return new ChatRequest(
                body.path("id").asText(),
                body.path("trigger").asText().equals("regenerate-message"),
                ChatMessage.lastOfUser(body.path("messages"), "parts"));
    }
}
