package dev.stepfold.generation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One step's prompt, from resource files: {@code <step>.md} says what to do, the contract's {@code <step>.schema.json}
 * in what form to answer, and {@code data.md} holds the step's input. The data is one line of JSON, which no text in it can leave.
 */
final class Prompt {
    private static final String FOLDER = "/openai/";
    private static final String SCHEMAS = "/json-schema/step-results/";
    private static final String RULES = "{{rules}}";
    private static final String DATA = "{{data}}";

    private static final String FINDINGS = "{{findings}}";
    private static final String SCHEMA = "{{schema}}";

    /** How many findings the model is told. */
    static final int FINDINGS_MAX = 20;

    /** How much text of the findings the model is told, in characters. */
    static final int FINDINGS_CHARS_MAX = 4_000;

    private final String instructions;
    private final String dataTemplate;
    private final String findingsTemplate = resource("findings.md");
    private final String formTemplate = resource("form.md");
    private final StepId step;
    private final String schema;
    private final String strictSchema;

    private Prompt(StepId step, String instructions, String dataTemplate) {
        this.step = step;
        this.schema = schema(step);
        this.strictSchema = strictSchema(step);
        this.instructions = instructions;
        this.dataTemplate = dataTemplate;
    }

    /** The prompt of that step. */
    static Prompt of(StepId step) {
        return new Prompt(
                step, resource(step.wireName() + ".md").replace(RULES, resource("rules.md")), resource("data.md"));
    }

    /** The JSON Schema of the step's answer, as the contract has it. */
    static String schema(StepId step) {
        return resource(SCHEMAS, step.wireName() + ".schema.json");
    }

    /** The JSON Schema of the step's answer, as it is sent with {@code strict}. */
    static String strictSchema(StepId step) {
        return StrictSchema.of(schema(step));
    }

    /**
     * The request for an attempt.
     *
     * @param form how the server is told the form of the answer
     */
    ChatRequest request(StepInput input, ResponseForm form) {
        ChatRequest.Builder request = ChatRequest.builder()
                .messages(
                        SystemMessage.from(instructions + form(input, form)),
                        UserMessage.from(findings(input) + dataTemplate.replace(DATA, data(input))));
        switch (form) {
            case JSON_SCHEMA ->
                request.responseFormat(ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name(step.wireName())
                                .rootElement(JsonRawSchema.from(strictSchema))
                                .build())
                        .build());
            case JSON_OBJECT -> request.responseFormat(ResponseFormat.JSON);
            case NONE -> {}
        }
        return request.build();
    }

    /**
     * The schema for the model to read, where the server does not enforce it: it was not given it, or the last answer did
     * not fit. Some servers take a schema and pass over it.
     */
    private String form(StepInput input, ResponseForm form) {
        boolean isEnforced =
                form == ResponseForm.JSON_SCHEMA && input.findings().isEmpty();
        String readable = form == ResponseForm.JSON_SCHEMA ? strictSchema : schema;
        return isEnforced
                ? ""
                : "\n\n" + formTemplate.replace(SCHEMA, tree(readable).toString());
    }

    /** The JSON Schema of the step's answer, as the contract has it. */
    static JsonNode schemaTree(StepId step) {
        return tree(schema(step));
    }

    private static JsonNode tree(String json) {
        try {
            return ContractMapper.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema of the contract is not JSON", e);
        }
    }

    /** The findings about the last answer, which come before the data; empty if there are none. */
    private String findings(StepInput input) {
        if (input.findings().isEmpty()) {
            return "";
        }
        StringBuilder lines = new StringBuilder();
        for (Finding finding : input.findings()
                .subList(0, Math.min(FINDINGS_MAX, input.findings().size()))) {
            lines.append("- ").append(line(finding)).append('\n');
        }
        int end = Math.min(FINDINGS_CHARS_MAX, lines.length());
        return findingsTemplate.replace(FINDINGS, lines.substring(0, end).strip()) + "\n\n";
    }

    private static String line(Finding finding) {
        String where = finding.path() == null ? "" : finding.path() + ": ";
        return (where + finding.message() + " (" + finding.code() + ")")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String data(StepInput input) {
        ObjectNode data = ContractMapper.mapper().createObjectNode();
        data.put("request", input.request());
        if (input.existingAgent() != null) {
            data.set("existingAgent", ContractMapper.mapper().valueToTree(input.existingAgent()));
        }
        ObjectNode results = data.putObject("results");
        for (StepId step : StepId.values()) {
            ObjectNode result = input.results().get(step);
            if (result != null) {
                results.set(step.wireName(), result);
            }
        }
        if (input.editedInput() != null) {
            data.set("editedInput", input.editedInput());
        }
        try {
            return ContractMapper.mapper().writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read cannot be written", e);
        }
    }

    private static String resource(String name) {
        return resource(FOLDER, name);
    }

    private static String resource(String folder, String name) {
        try (InputStream in = Prompt.class.getResourceAsStream(folder + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + folder + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
