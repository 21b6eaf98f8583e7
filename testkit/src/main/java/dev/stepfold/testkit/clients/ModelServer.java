package dev.stepfold.testkit.clients;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A server of OpenAI's chat API that others wrote, in a Node process. How it answers is the model that it is asked for. */
public final class ModelServer implements AutoCloseable {
    private final NodeScript script;
    private final String baseUrl;

    private ModelServer(NodeScript script) {
        this.script = script;
        this.baseUrl = script.await("url").path("url").asText();
    }

    /**
     * Starts a server.
     *
     * @param name of its script in {@code testkit/npm/models}
     * @param goodAnswer what the model {@code good} answers
     */
    public static ModelServer start(String name, Function<StepId, String> goodAnswer) {
        ObjectNode answers = ContractMapper.mapper().createObjectNode();
        for (StepId step : StepId.values()) {
            answers.put(step.wireName(), goodAnswer.apply(step));
        }
        try {
            Path file = Files.createTempFile("answers-", ".json");
            file.toFile().deleteOnExit();
            Files.writeString(file, answers.toString());
            return new ModelServer(NodeScript.start("models", name + ".mjs", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code OPENAI_BASE_URL} has to be. */
    public String baseUrl() {
        return baseUrl;
    }

    @Override
    public void close() {
        script.close();
    }
}
