package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.openai.AnswerReader.Answer;
import dev.stepfold.generation.openai.AnswerReader.UnfitAnswerException;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Finding.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that only miss a formality are repaired, and nothing else is. */
class AnswerRepairTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a member's name
                "schedule-generation  | /schedules/0     | timeZone    | time_zone | /schedules/0/timeZone | 'the member \"time_zone\" is timeZone'",
                "prompt-understanding | ''               | agentName   | AgentName | /agentName            | 'the member \"AgentName\" is agentName'",
                "decision-making      | /skipped         | action-generation | actionGeneration | /skipped/action-generation | 'the member \"actionGeneration\" is action-generation'",
            })
    void takesAMemberForTheMissingOneThatItMustBe(
            String step, String object, String name, String written, String path, String note) throws Exception {
        ObjectNode answer = good(step);
        ObjectNode holder = (ObjectNode) answer.at(object);
        holder.set(written, holder.remove(name));

        assertRepaired(step, answer, path, note);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a value of an enum
                "technical-analysis  | /complexity | '\"Medium\"' | '\"Medium\" is medium'",
                "technical-analysis  | /relations/0/cardinality | '\"MANY_TO_ONE\"' | '\"MANY_TO_ONE\" is many-to-one'",
                "action-generation   | /actions/0/trigger | '\"Request\"' | '\"Request\" is request'",
                "prompt-understanding | /intent | '\"BUILD\"' | '\"BUILD\" is build'",
                // a number or a boolean as a text, and the other way round
                "schedule-generation | /coverage | '\"0.85\"' | 'the text \"0.85\" is a number'",
                "database-generation | /models/0/fields/0/required | '\"True\"' | 'the text \"True\" is a boolean'",
                // a list that is missing, null, or a single value
                "prompt-understanding | /ambiguities | | a missing list is empty",
                "prompt-understanding | /entities/0/states | | a missing list is empty",
                "prompt-understanding | /constraints | null | null in place of a list is an empty one",
                "action-generation | /actions/0/writes | '\"Project\"' | a single value in place of a list is a list of one",
                // a name in another case
                "database-generation | /models/0/fields/0/type | '\"UUID\"' | '\"UUID\" is \"uuid\"'",
                "database-generation | /models/1/relations/0/model | '\"USER\"' | '\"USER\" is \"User\"'",
                "action-generation | /actions/0/writes/0 | '\"project\"' | '\"project\" is \"Project\"'",
                "schedule-generation | /schedules/0/action | '\"RemindAssignees\"' | '\"RemindAssignees\" is \"remindAssignees\"'",
            })
    void takesAValueForTheOneThatItMustBe(String step, String pointer, @Nullable String written, String note)
            throws Exception {
        ObjectNode answer = good(step);
        replace(answer, pointer, written);

        Answer repaired = read(StepId.of(step), answer);

        assertThat(repaired.repairs()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("repaired-answer");
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.path()).isEqualTo(pointer);
            assertThat(finding.message()).isEqualTo("The answer was repaired: " + note);
        });
        JsonNode before = good(step).at(pointer);
        JsonNode after = repaired.result().at(pointer);
        if (written == null || written.equals("null")) {
            assertThat(after.isArray()).isTrue();
        } else if (!pointer.endsWith("/writes")) {
            assertThat(after.asText()).isEqualTo(before.asText());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "technical-analysis   | /complexity | '\"huge\"'",
                "technical-analysis   | /complexity | '\"med\"'",
                "schedule-generation  | /coverage   | '\"85%\"'",
                "schedule-generation  | /coverage   | '\"1e400\"'",
                "schedule-generation  | /coverage   | 85",
                "schedule-generation  | /schedules  | ",
                "schedule-generation  | /schedules  | null",
                "database-generation  | /models     | ",
                "action-generation    | /actions    | null",
                "prompt-understanding | /entities   | ",
                "prompt-understanding | /agentName  | ",
                "action-generation    | /actions/0/input | '\"none\"'",
                "action-generation    | /actions/0/input | '\"{} {}\"'",
                "database-generation  | /models/0/fields/0/required | '\"yes\"'",
                "database-generation  | /models/0/fields/0/required | 1",
            })
    void guessesNothing(String step, String pointer, @Nullable String written) throws Exception {
        ObjectNode answer = good(step);
        replace(answer, pointer, written);

        assertThatExceptionOfType(UnfitAnswerException.class).isThrownBy(() -> read(StepId.of(step), answer));
    }

    @Test
    void leavesANameThatMayBeOneOfTwo() throws Exception {
        ObjectNode answer = good("schedule-generation");
        replace(answer, "/schedules/0/action", "\"REMINDASSIGNEES\"");

        Answer read = AnswerReader.read(
                StepId.SCHEDULE_GENERATION,
                answer.toString(),
                new KnownNames(
                        false,
                        ContractMapper.mapper().createArrayNode(),
                        List.of("remindAssignees", "remindassignees")));

        assertThat(read.result().at("/schedules/0/action").asText()).isEqualTo("REMINDASSIGNEES");
        assertThat(read.repairs()).isEmpty();
    }

    @Test
    void leavesTwoMembersThatMayBothBeTheMissingOne() throws Exception {
        ObjectNode answer = good("schedule-generation");
        ObjectNode schedule = (ObjectNode) answer.at("/schedules/0");
        JsonNode zone = schedule.remove("timeZone");
        schedule.set("time_zone", zone);
        schedule.set("timezone", zone);

        assertThatExceptionOfType(UnfitAnswerException.class)
                .isThrownBy(() -> read(StepId.SCHEDULE_GENERATION, answer));
    }

    @ParameterizedTest
    @EnumSource
    void leavesAGoodAnswerAsItIs(StepId step) throws Exception {
        ObjectNode repaired = good(step.wireName());
        Repairs repairs = new Repairs(step);

        AnswerRepair.repair(Prompt.schemaTree(step), repaired, repairs);
        NameRepair.repair(step, repaired, known(), repairs);

        assertThat(repaired).isEqualTo(good(step.wireName()));
        assertThat(repairs.notes()).isEmpty();
    }

    @Test
    void notesTheFirstRepairsAndHowManyMoreThereAre() throws Exception {
        ObjectNode answer = good("database-generation");
        int fields = 0;
        for (JsonNode model : answer.path("models")) {
            for (JsonNode field : model.path("fields")) {
                ((ObjectNode) field).put("unique", field.path("unique").asText());
                fields++;
            }
        }

        List<Finding> notes = read(StepId.DATABASE_GENERATION, answer).repairs();

        assertThat(notes).hasSize(Repairs.NOTES_MAX + 1);
        assertThat(notes.getLast().message())
                .isEqualTo("The answer was repaired in " + (fields - Repairs.NOTES_MAX) + " more places");
    }

    @Test
    void isNotAskedAgain() throws Exception {
        try (OpenAiRun run = new OpenAiRun()) {
            ObjectNode answer = good("technical-analysis");
            answer.put("complexity", "MEDIUM");
            run.stub.script(StepId.TECHNICAL_ANALYSIS, new StubReply.Content(answer.toString()));

            StepOutput output = run.take(StepId.TECHNICAL_ANALYSIS);

            assertThat(output.result().path("complexity").asText()).isEqualTo("medium");
            assertThat(output.findings()).extracting(Finding::code).containsExactly("repaired-answer");
            assertThat(run.stub.calls()).hasSize(1);
        }
    }

    private static void assertRepaired(String step, ObjectNode answer, String path, String note) throws Exception {
        Answer repaired = read(StepId.of(step), answer);

        assertThat(repaired.result())
                .isEqualTo(read(StepId.of(step), good(step)).result());
        assertThat(repaired.repairs()).singleElement().satisfies(finding -> {
            assertThat(finding.path()).isEqualTo(path);
            assertThat(finding.message()).isEqualTo("The answer was repaired: " + note);
        });
    }

    private static Answer read(StepId step, ObjectNode answer) throws UnfitAnswerException {
        return AnswerReader.read(step, answer.toString(), known());
    }

    private static KnownNames known() {
        JsonNode models = good("database-generation").path("models");
        return new KnownNames(
                false, models, KnownNames.names(good("action-generation").path("actions")));
    }

    private static void replace(ObjectNode answer, String pointer, @Nullable String json) throws Exception {
        int slash = pointer.lastIndexOf('/');
        JsonNode holder = answer.at(pointer.substring(0, slash));
        String last = pointer.substring(slash + 1);
        if (holder instanceof ObjectNode object) {
            if (json == null) {
                object.remove(last);
            } else {
                object.set(last, ContractMapper.mapper().readTree(json));
            }
        } else {
            ((com.fasterxml.jackson.databind.node.ArrayNode) holder)
                    .set(Integer.parseInt(last), ContractMapper.mapper().readTree(String.valueOf(json)));
        }
    }

    private static ObjectNode good(String step) {
        try {
            return (ObjectNode) ContractMapper.mapper().readTree(StubModel.goodAnswer(StepId.of(step)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
