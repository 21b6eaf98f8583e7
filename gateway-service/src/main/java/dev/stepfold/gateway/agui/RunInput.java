package dev.stepfold.gateway.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.chat.ChatMessage;
import dev.stepfold.gateway.command.ControlRequest;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.RunId;
import java.util.Optional;

/**
 * The parts of an AG-UI {@code RunAgentInput} that count here. The client's state, tools and context are ignored: the
 * document has its own state.
 *
 * @param threadId the conversation; echoed to the client
 * @param runId the client's name for this exchange; echoed to the client
 * @param answer the answer to the interrupt that a paused run ended with: it goes on, or is cancelled
 * @param message the last message of a person
 */
public record RunInput(String threadId, String runId, Optional<ControlRequest> answer, Optional<ChatMessage> message) {
    private static final int ID_LENGTH_MAX = 255;

    /**
     * Reads an input.
     *
     * @throws ProblemException when a part that counts is missing or malformed
     */
    public static RunInput of(ObjectNode body) {
        return new RunInput(
                id(body, "threadId"),
                id(body, "runId"),
                answer(body.path("resume")),
                ChatMessage.lastOfUser(body.path("messages"), "content"));
    }

    private static String id(ObjectNode body, String field) {
        String id = body.path(field).asText();
        if (id.isEmpty() || id.length() > ID_LENGTH_MAX) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_REQUEST, field, field + " must have 1 to " + ID_LENGTH_MAX + " characters.");
        }
        return id;
    }

    /** The interrupt's id is the run's. */
    private static Optional<ControlRequest> answer(JsonNode resume) {
        if (resume.isEmpty()) {
            return Optional.empty();
        }
        JsonNode entry = resume.path(0);
        String interrupt = entry.path("interruptId").asText();
        if (!Identifiers.isValid(interrupt)) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_REQUEST, "resume", "An entry must name the interrupt that it answers.");
        }
        RunId run = new RunId(interrupt);
        return Optional.of(
                entry.path("status").asText().equals("cancelled")
                        ? new ControlRequest.Cancel(run)
                        : new ControlRequest.Resume(run));
    }
}
