package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.TokenUsage;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One completion, in pieces or as a whole, as the servers write it: it brings what they write differently into the form
 * that langchain4j reads, and keeps what langchain4j loses.
 *
 * <ul>
 *   <li>The model's thoughts are in {@code reasoning_content} (DeepSeek, vLLM, SGLang) or in {@code reasoning} (OpenRouter,
 *       Ollama, newer vLLM).
 *   <li>The content is a text, or parts of which some are texts and others thoughts (Mistral).
 *   <li>A refusal, calls of tools, no choice at all: none of these is an answer.
 * </ul>
 */
final class Completion {
    private static final String CONTENT = "content";
    private static final String REASONING = "reasoning";
    private static final String REASONING_CONTENT = "reasoning_content";
    private static final String TOOL_CALLS = "tool_calls";
    private static final int TOOLS_MAX = 3;

    private final StringBuilder refusal = new StringBuilder();
    private final Set<String> tools = new TreeSet<>();
    private boolean hasChoices;
    private boolean hasChoice;
    private boolean hasContent;
    private boolean hasToolCall;
    private boolean isFinished;
    private @Nullable TokenUsage tokens;

    /**
     * Takes a piece, and changes it to the form that langchain4j reads.
     *
     * @param part {@code delta} or {@code message}
     * @return whether it had another form
     */
    boolean take(JsonNode piece, String part) {
        tokens = usage(piece.path("usage"));
        hasChoices |= piece.has("choices");
        if (!(piece.path("choices").path(0) instanceof ObjectNode choice)) {
            return false;
        }
        hasChoice = true;
        isFinished |= choice.path("finish_reason").isTextual();
        if (!(choice.path(part) instanceof ObjectNode message)) {
            return false;
        }
        refusal.append(message.path("refusal").asText(""));
        boolean changed = flatten(message);
        changed |= nameReasoning(message);
        changed |= takeToolCalls(message);
        hasContent |= !message.path(CONTENT).asText("").isBlank();
        return changed;
    }

    /** Whether the server has said why the answer ends. */
    boolean isFinished() {
        return isFinished;
    }

    boolean isRefusal() {
        return !refusal.toString().isBlank();
    }

    /**
     * Checks that there is an answer, at its end.
     *
     * @throws UnusableCompletionException when there is none
     */
    void end() {
        if (isRefusal()) {
            throw new UnusableCompletionException(
                    ErrorKind.PERMANENT, "refusal", "The model refused", refusal.toString(), tokens);
        }
        if (hasChoices && !hasChoice) {
            throw new UnusableCompletionException(
                    ErrorKind.INVALID_OUTPUT,
                    "empty-answer",
                    "The model's server returned no answer: choices is empty",
                    "",
                    tokens);
        }
        if (hasToolCall && !hasContent) {
            throw new UnusableCompletionException(
                    ErrorKind.INVALID_OUTPUT,
                    "tool-call-answer",
                    "The model called a tool in place of answering",
                    String.join(", ", tools),
                    tokens);
        }
    }

    private static boolean flatten(ObjectNode message) {
        JsonNode content = message.path(CONTENT);
        if (!content.isArray()) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        for (JsonNode piece : content) {
            text.append(piece.path("text").asText(""));
            piece.path("thinking")
                    .forEach(thought -> thoughts.append(thought.path("text").asText("")));
        }
        message.put(CONTENT, text.toString());
        if (!thoughts.isEmpty()) {
            message.put(REASONING_CONTENT, thoughts.toString());
        }
        return true;
    }

    private static boolean nameReasoning(ObjectNode message) {
        JsonNode reasoning = message.path(REASONING);
        if (!reasoning.isTextual() || message.path(REASONING_CONTENT).isTextual()) {
            return false;
        }
        message.set(REASONING_CONTENT, reasoning);
        return true;
    }

    /** They are taken out: no tool was offered, and the library makes an answer of them. */
    private boolean takeToolCalls(ObjectNode message) {
        JsonNode calls = message.path(TOOL_CALLS);
        JsonNode single = message.path("function_call");
        hasToolCall |= !calls.isEmpty() || single.isObject();
        calls.forEach(call -> addTool(call.path("function")));
        addTool(single);
        boolean hadCalls = message.remove(TOOL_CALLS) != null;
        return message.remove("function_call") != null || hadCalls;
    }

    private void addTool(JsonNode function) {
        String name = function.path("name").asText("");
        if (!name.isBlank() && tools.size() < TOOLS_MAX) {
            tools.add(name);
        }
    }

    /** Servers that send it several times send sums: the last one counts. */
    private @Nullable TokenUsage usage(JsonNode usage) {
        JsonNode input = usage.path("prompt_tokens");
        JsonNode output = usage.path("completion_tokens");
        boolean isKnown = input.isIntegralNumber()
                && output.isIntegralNumber()
                && input.longValue() >= 0
                && output.longValue() >= 0;
        return isKnown ? new TokenUsage(input.longValue(), output.longValue()) : tokens;
    }
}
