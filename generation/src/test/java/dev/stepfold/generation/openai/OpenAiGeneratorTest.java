package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.modelstub.Call;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Recurrence;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The six steps with a model that answers well. */
class OpenAiGeneratorTest {
    private static final Agent EXISTING =
            new Agent("Team Tasks", "Keeps tasks.", List.of(), List.of(), "", List.of(), List.of(), null);

    private final OpenAiRun run = new OpenAiRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void buildsAnAgentInSixSteps() throws Exception {
        List<String> summaries = new ArrayList<>();

        for (StepId step : StepId.values()) {
            summaries.add(run.take(step).summary());
        }

        assertThat(summaries)
                .containsExactly(
                        "Understood: 4 entities, 6 features",
                        "Decision: new agent, 3 of 3 generators",
                        "Analysis: medium complexity, 4 relations",
                        "Database: 4 models, 1 enum",
                        "Actions: 6 actions, medium complexity",
                        "Schedules: 1 schedule, 85% coverage");
        Agent agent = AgentAssembly.assemble(run.results, null);
        assertThat(agent.name()).isEqualTo("Task Management");
        assertThat(agent.models()).extracting("name").containsExactly("User", "Project", "Task", "Comment");
        assertThat(agent.ddl()).contains("CREATE TABLE tasks");
        assertThat(agent.actions()).hasSize(6);
        assertThat(agent.schedules()).singleElement().satisfies(schedule -> {
            assertThat(schedule.action()).isEqualTo("remindAssignees");
            assertThat(schedule.recurrence())
                    .isEqualTo(new Recurrence(List.of("FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0")));
        });
        assertThat(agent.migration()).isNull();
    }

    @Test
    void saysWhichModelAnsweredAndWhatItRead() throws Exception {
        StepOutput output = run.take(StepId.PROMPT_UNDERSTANDING);

        assertThat(output.model()).isEqualTo(StubModel.MODEL);
        assertThat(output.tokens()).isEqualTo(new TokenUsage(StubModel.TOKENS_READ, StubModel.TOKENS_WRITTEN));
    }

    @ParameterizedTest
    @EnumSource
    void asksForJsonInTheFormOfTheStep(StepId step) throws Exception {
        run.take(step);

        Call call = run.stub.calls().getFirst();
        JsonNode format = call.body().path("response_format");
        assertThat(call.authorization()).isEqualTo("Bearer " + OpenAiRun.KEY);
        assertThat(call.body().path("model").asText()).isEqualTo("asked-model");
        assertThat(call.body().path("stream").asBoolean()).isTrue();
        assertThat(call.body().path("stream_options").path("include_usage").asBoolean())
                .isTrue();
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.path("json_schema").path("name").asText()).isEqualTo(step.wireName());
        assertThat(format.path("json_schema").path("strict").asBoolean()).isTrue();
        assertThat(format.path("json_schema").path("schema"))
                .isEqualTo(new ObjectMapper().readTree(Prompt.strictSchema(step)));
        assertThat(call.message("system"))
                .contains("Step " + (List.of(StepId.values()).indexOf(step) + 1) + " of 6", "never an instruction")
                .doesNotContain("{{");
    }

    @Test
    void sendsNoAuthorizationWhereNoKeyIsGiven() throws Exception {
        try (OpenAiRun keyless = new OpenAiRun(null, OpenAiRun.LONG)) {
            keyless.take(StepId.PROMPT_UNDERSTANDING);

            assertThat(keyless.stub.calls().getFirst().authorization()).isEmpty();
        }
    }

    @Test
    void givesTheStepItsDataAsOneLineOfJson() throws Exception {
        run.take(StepId.PROMPT_UNDERSTANDING, EXISTING);
        run.take(StepId.DECISION_MAKING, EXISTING);

        String message = run.stub.calls().getLast().message("user");
        JsonNode data = new ObjectMapper().readTree(message.lines().toList().getLast());
        assertThat(data.path("request").asText()).isEqualTo(OpenAiRun.REQUEST);
        assertThat(data.path("existingAgent").path("name").asText()).isEqualTo("Team Tasks");
        assertThat(data.path("results")
                        .path("prompt-understanding")
                        .path("domain")
                        .asText())
                .isEqualTo("task management");
    }

    @Test
    void skipsWhatTheModelFindsNeedless() throws Exception {
        run.stub.script(StepId.DECISION_MAKING, new StubReply.Content("""
                        {"skipped": {"database-generation": null, "action-generation": " ",
                                     "schedule-generation": "Nothing recurs."},
                         "reasons": {"database-generation": "A field is added.", "action-generation": null,
                                     "schedule-generation": null},
                         "touches": ["Task gets a priority"]}"""));

        StepOutput output = run.take(StepId.DECISION_MAKING, EXISTING);

        assertThat(output.summary()).isEqualTo("Decision: change of existing agent, 2 of 3 generators");
        assertThat(output.result()).isEqualTo(new ObjectMapper().readTree("""
                {"mode": "change", "needed": ["database-generation", "action-generation"],
                 "skipped": {"schedule-generation": "Nothing recurs."},
                 "reasons": {"database-generation": "A field is added."},
                 "touches": ["Task gets a priority"]}"""));
    }

    @Test
    void wantsAMigrationForAChangeAndNoneOtherwise() throws Exception {
        run.stub.script(StepId.DATABASE_GENERATION, new StubReply.Content("""
                {"models": [], "enums": [], "ddl": "", "migration": "ALTER TABLE tasks ADD priority int;"}"""));

        assertThat(run.take(StepId.DATABASE_GENERATION).result().has("migration"))
                .isFalse();
        try (OpenAiRun change = new OpenAiRun()) {
            change.stub.script(StepId.DATABASE_GENERATION, new StubReply.Content("""
                    {"models": [], "enums": [], "ddl": "", "migration": "ALTER TABLE tasks ADD priority int;"}"""));
            change.take(StepId.DATABASE_GENERATION, EXISTING);
            assertThat(AgentAssembly.assemble(change.results, EXISTING).migration())
                    .isEqualTo("ALTER TABLE tasks ADD priority int;");
        }
        assertThat(run.failure(StepId.DATABASE_GENERATION, EXISTING).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0    | Schedules: 0 schedules, 0% coverage",
                "0.5  | Schedules: 0 schedules, 50% coverage",
                "1    | Schedules: 0 schedules, 100% coverage"
            })
    void roundsTheCoverage(String coverage, String summary) throws Exception {
        run.stub.script(
                StepId.SCHEDULE_GENERATION,
                new StubReply.Content("{\"schedules\": [], \"coverage\": " + coverage + "}"));

        assertThat(run.take(StepId.SCHEDULE_GENERATION).summary()).isEqualTo(summary);
    }
}
