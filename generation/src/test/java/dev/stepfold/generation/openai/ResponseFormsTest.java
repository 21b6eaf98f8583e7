package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.modelstub.Call;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server is told the form of the answer, and what follows if it refuses. */
class ResponseFormsTest {
    private static final StepId STEP = StepId.TECHNICAL_ANALYSIS;
    private static final StubReply NO_SCHEMA = refusal("'response_format' of type 'json_schema' is not supported");
    private static final StubReply NO_OBJECT = refusal("response_format.type: json_object is not available");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-01T00:00:00Z"));

    @Test
    void fallsBackToWhatTheServerTakesAndSaysSo() throws Exception {
        try (OpenAiRun run = new OpenAiRun()) {
            run.stub.script(STEP, NO_SCHEMA, NO_OBJECT);

            StepOutput output = run.take(STEP);

            assertThat(types(run)).containsExactly("json_schema", "json_object", "");
            assertThat(output.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("weaker-response-format");
                assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
                assertThat(finding.message())
                        .isEqualTo("The model's server refuses stronger forms of answers; it was asked with the"
                                + " response_format none");
            });
            assertThat(run.progress)
                    .contains(
                            "The model's server refuses the response_format json_schema; asking with json_object",
                            "The model's server refuses the response_format json_object; asking with none");
        }
    }

    @Test
    void readsTheFormToTheModelWhereTheServerDoesNotEnforceIt() throws Exception {
        try (OpenAiRun run = new OpenAiRun()) {
            run.stub.script(STEP, NO_SCHEMA, NO_OBJECT);
            run.take(STEP);

            String schema = Prompt.schemaTree(STEP).toString();
            assertThat(run.stub.calls().get(0).message("system")).doesNotContain("accessRules\":");
            assertThat(run.stub.calls().get(1).message("system")).endsWith(schema);
            assertThat(run.stub.calls().get(2).message("system")).endsWith(schema);
        }
    }

    /** Some servers take a schema and pass over it. */
    @Test
    void readsTheFormToTheModelAfterAnAnswerThatDidNotFit() throws Exception {
        Finding unfit = new Finding(STEP, Finding.Severity.ERROR, "unfit-answer", "risks is missing", null);
        try (OpenAiRun run = new OpenAiRun()) {
            run.takeWith(
                    STEP,
                    new StepInput(OpenAiRun.REQUEST, RunOptions.DEFAULT, null, Map.of(), null, 2, List.of(unfit)));

            assertThat(run.stub.calls().getFirst().message("system"))
                    .endsWith(Prompt.schemaTree(STEP).toString());
        }
    }

    @Test
    void remembersWhatTheServerTakesForAnHourForAllSteps() throws Exception {
        ResponseForms forms = new ResponseForms(null, now::get);
        String refusal = "json_schema: no";
        assertThat(forms.current()).isEqualTo(ResponseForm.JSON_SCHEMA);

        assertThat(forms.insteadOf(ResponseForm.JSON_SCHEMA, refusal, "")).contains(ResponseForm.JSON_OBJECT);
        assertThat(forms.current()).isEqualTo(ResponseForm.JSON_OBJECT);
        assertThat(forms.insteadOf(ResponseForm.JSON_OBJECT, refusal, "")).contains(ResponseForm.NONE);
        assertThat(forms.insteadOf(ResponseForm.NONE, refusal, "")).isEmpty();

        now.updateAndGet(instant -> instant.plus(ResponseForms.REMEMBERED).minusSeconds(1));
        assertThat(forms.current()).isEqualTo(ResponseForm.NONE);
        now.updateAndGet(instant -> instant.plusSeconds(1));
        assertThat(forms.current()).isEqualTo(ResponseForm.JSON_SCHEMA);

        try (OpenAiRun run = new OpenAiRun()) {
            run.stub.script(STEP, NO_SCHEMA);
            run.take(STEP);
            StepOutput later = run.take(StepId.PROMPT_UNDERSTANDING);

            assertThat(types(run)).containsExactly("json_schema", "json_object", "json_object");
            assertThat(later.findings()).extracting(Finding::code).containsExactly("weaker-response-format");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"as scripted", "This model's maximum context length is 8192 tokens", "unknown model"})
    void doesNotFallBackForAnotherReason(String reason) throws Exception {
        try (OpenAiRun run = new OpenAiRun()) {
            run.stub.script(STEP, refusal(reason));

            StepError error = run.failure(STEP);

            assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
            assertThat(error.message()).isEqualTo("The model's server answered 400: " + reason);
            assertThat(error.tokens()).isEqualTo(TokenUsage.NONE);
            assertThat(run.stub.calls()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"json_schema, json_schema", "json_object, json_object", "none, ''"})
    void asksForTheFormThatIsSetAndForNoOther(String setting, String type) throws Exception {
        try (OpenAiRun run = new OpenAiRun(setting)) {
            StepOutput output = run.take(STEP);
            assertThat(types(run)).containsExactly(type);
            assertThat(output.findings()).isEmpty();

            run.stub.script(STEP, NO_SCHEMA);
            assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.PERMANENT);
            assertThat(run.stub.calls()).hasSize(2);
        }
    }

    private static List<String> types(OpenAiRun run) {
        return run.stub.calls().stream()
                .map(Call::body)
                .map((JsonNode body) ->
                        body.path("response_format").path("type").asText(""))
                .toList();
    }

    private static StubReply refusal(String reason) {
        return new StubReply.Status(400, "{\"error\":{\"message\":\"" + reason + "\"}}", Map.of());
    }
}
