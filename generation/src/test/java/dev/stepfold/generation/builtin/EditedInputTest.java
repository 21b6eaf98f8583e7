package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restarting a step with input that a person edited. */
class EditedInputTest {
    private Built tasks;

    @BeforeEach
    void buildTheAgent() throws Exception {
        tasks = Built.create(Requests.TASKS);
    }

    @Test
    void readsTheEditedRequestInPlaceOfTheRequest() throws Exception {
        // When
        StepOutput output = Steps.restart(tasks, StepId.PROMPT_UNDERSTANDING, json("{'request': 'Track books'}"));

        // Then
        assertThat(output.result().at("/entities/0/name").asText()).isEqualTo("Book");
    }

    @Test
    void buildsTheEntitiesThatWereEdited() throws Exception {
        // Given
        ObjectNode edited = json("{}");
        JsonNode entities = Objects.requireNonNull(tasks.results().get(StepId.PROMPT_UNDERSTANDING))
                .get("entities")
                .deepCopy();
        ((ObjectNode) entities.get(0)).put("name", "Chore");
        edited.set("entities", entities);
        edited.set("relations", json("{'relations': []}").get("relations"));

        // When
        StepOutput output = Steps.restart(tasks, StepId.DATABASE_GENERATION, edited);

        // Then
        assertThat(output.result().at("/models/0/name").asText()).isEqualTo("Chore");
        assertThat(output.result().get("ddl").asText())
                .contains("CREATE TABLE chores")
                .doesNotContain("REFERENCES");
        assertThat(tasks.model("Task")).isNotNull();
    }

    @Test
    void schedulesTheNeedsThatWereEdited() throws Exception {
        // When
        StepOutput output = Steps.restart(tasks, StepId.SCHEDULE_GENERATION, json("{'recurringNeeds': []}"));

        // Then
        assertThat(output.summary()).isEqualTo("Schedules: 0 schedules, 100% coverage");
    }

    @Test
    void refusesAFieldThatTheStepDoesNotRead() {
        assertThatExceptionOfType(StepFailure.class)
                .isThrownBy(() -> Steps.restart(tasks, StepId.DECISION_MAKING, json("{'entitys': []}")))
                .satisfies(failure -> assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT))
                .withMessageContaining("\"entitys\"")
                .withMessageContaining("entities");
    }

    @Test
    void refusesAFieldOfTheWrongShapeAndNamesIt() {
        assertThatExceptionOfType(StepFailure.class)
                .isThrownBy(() -> Steps.restart(tasks, StepId.DECISION_MAKING, json("{'entities': [{'name': 3}]}")))
                .withMessageContaining("/entities/0");
        assertThatExceptionOfType(StepFailure.class)
                .isThrownBy(() -> Steps.restart(tasks, StepId.PROMPT_UNDERSTANDING, json("{'request': 7}")))
                .withMessageContaining("must be a string");
    }

    @Test
    void refusesNamesThatCouldNotStandInADatabase() {
        // Given
        JsonNode entities = Objects.requireNonNull(tasks.results().get(StepId.PROMPT_UNDERSTANDING))
                .get("entities")
                .deepCopy();
        ((ObjectNode) entities.get(0)).put("name", "x); DROP TABLE y");
        ObjectNode edited = json("{}");
        edited.set("entities", entities);

        // Then
        assertThatExceptionOfType(StepFailure.class)
                .isThrownBy(() -> Steps.restart(tasks, StepId.DATABASE_GENERATION, edited))
                .withMessageContaining("letters and digits");
    }

    @Test
    void saysWhichResultIsMissing() {
        Built nothing = new Built(Map.of(), Map.of(), tasks.progress(), tasks.agent());
        assertThatExceptionOfType(StepFailure.class)
                .isThrownBy(() -> Steps.restart(nothing, StepId.DECISION_MAKING, null))
                .withMessageContaining("prompt-understanding is missing");
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) ContractMapper.mapper().readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
