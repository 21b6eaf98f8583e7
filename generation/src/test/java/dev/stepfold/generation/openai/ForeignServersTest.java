package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import dev.stepfold.testkit.clients.ModelServer;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The six steps with servers of OpenAI's chat API that others wrote, streamed and whole. */
class ForeignServersTest {
    private static final TokenUsage TOKENS = new TokenUsage(1200, 345);

    private static ModelServer aimock;
    private static ModelServer mockLlm;

    @BeforeAll
    static void start() {
        aimock = ModelServer.start("aimock", StubModel::goodAnswer);
        mockLlm = ModelServer.start("mock-llm", StubModel::goodAnswer);
    }

    @AfterAll
    static void stop() {
        aimock.close();
        mockLlm.close();
    }

    @ParameterizedTest
    @CsvSource({
        "aimock, good, true, ''",
        "aimock, good, false, ''",
        "aimock, thinking, true, ''",
        "aimock, thinking, false, ''",
        "aimock, no-schema, true, weaker-response-format",
        "aimock, no-form, true, weaker-response-format",
        "aimock, no-form, false, weaker-response-format",
        "mock-llm, good, true, ''",
        "mock-llm, good, false, ''",
        "mock-llm, reasoning, false, ''",
        "mock-llm, parts, false, ''",
        "mock-llm, no-schema, true, weaker-response-format",
        "mock-llm, no-schema, false, weaker-response-format",
    })
    void buildsAnAgent(String server, String model, boolean streaming, String note) throws Exception {
        Map<StepId, ObjectNode> results = new EnumMap<>(StepId.class);
        try (OpenAiGenerator generator = generator(server, model, streaming)) {
            for (StepId step : StepId.values()) {
                StepOutput output = take(generator, step, results);
                results.put(step, output.result());
                // mock-llm streams no usage
                assertThat(output.tokens()).isEqualTo(streaming && server.equals("mock-llm") ? null : TOKENS);
                assertThat(output.findings())
                        .extracting(Finding::code)
                        .isEqualTo(note.isEmpty() ? List.of() : List.of(note));
            }
        }

        Agent agent = AgentAssembly.assemble(results, null);
        assertThat(agent.models()).hasSize(4);
        assertThat(agent.actions()).hasSize(6);
        assertThat(agent.schedules()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aimock   | tool     | true  | INVALID_OUTPUT | The model called a tool in place of answering: build_agent",
                "aimock   | tool     | false | INVALID_OUTPUT | The model called a tool in place of answering: build_agent",
                "aimock   | length   | true  | INVALID_OUTPUT | The model's answer was cut off at the maximum length",
                "aimock   | length   | false | INVALID_OUTPUT | The model's answer was cut off at the maximum length",
                "aimock   | filter   | true  | PERMANENT | The content filter of the model's server withheld the answer",
                "aimock   | filter   | false | PERMANENT | The content filter of the model's server withheld the answer",
                "mock-llm | refusing | false | PERMANENT | The model refused: No.",
                "aimock   | empty    | true  | INVALID_OUTPUT | The model's answer is empty",
                "aimock   | empty    | false | INVALID_OUTPUT | The model's answer is empty",
                "aimock   | prose    | true  | INVALID_OUTPUT | 'The model''s answer does not have the required form: it contains no JSON object, but: Here is your agent!'",
                "aimock   | busy     | true  | RATE_LIMITED | 'The model''s server answered 429: slow down'",
                "aimock   | broken   | true  | TRANSIENT | 'The model''s server answered 500: it broke'",
                "aimock   | unknown  | true  | PERMANENT | ",
                "mock-llm | choiceless | false | INVALID_OUTPUT | 'The model''s server returned no answer: choices is empty'",
                "mock-llm | error-in-200 | false | TRANSIENT | 'The model''s server broke off its answer: overloaded'",
                "mock-llm | key      | true  | PERMANENT | 'The model''s server broke off its answer: Incorrect API key provided.'",
                "mock-llm | key      | false | PERMANENT | 'The model''s server answered 401: Incorrect API key provided.'",
            })
    void failsAsTheAnswerSays(String server, String model, boolean streaming, ErrorKind kind, @Nullable String message)
            throws Exception {
        try (OpenAiGenerator generator = generator(server, model, streaming)) {
            StepError error = failure(generator);

            assertThat(error.kind()).isEqualTo(kind);
            if (message != null) {
                assertThat(error.message()).isEqualTo(message);
            }
        }
    }

    private static StepError failure(OpenAiGenerator generator) throws InterruptedException {
        try {
            StepOutput output = take(generator, StepId.TECHNICAL_ANALYSIS, Map.of());
            throw new AssertionError("did not fail but answered " + output.result());
        } catch (StepFailure e) {
            return e.error();
        }
    }

    private static StepOutput take(OpenAiGenerator generator, StepId step, Map<StepId, ObjectNode> results)
            throws StepFailure, InterruptedException {
        StepInput input = new StepInput(OpenAiRun.REQUEST, RunOptions.DEFAULT, null, results, null, 1);
        return generator.step(step).run(input, _ -> {});
    }

    private static OpenAiGenerator generator(String server, String model, boolean streaming) {
        String baseUrl = (server.equals("aimock") ? aimock : mockLlm).baseUrl();
        return new OpenAiGenerator(
                OpenAiSettings.of(new OpenAiSettings.Environment(baseUrl, "sk-test", model, OpenAiRun.LONG, streaming)),
                InstantSource.system());
    }
}
