package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.openai.AnswerReader.UnfitAnswerException;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.Finding.Severity;
import dev.stepfold.schemas.event.StepError;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in which the JSON is not alone: it is taken where it can only be one object. */
class WrappedAnswerTest {
    private static final StepId STEP = StepId.SCHEDULE_GENERATION;
    private static final String GOOD = StubModel.goodAnswer(STEP).strip();
    private static final int ANSWERS = 20_000;
    private static final int LONG = 1_000_000;

    private final OpenAiRun run = new OpenAiRun();

    @AfterEach
    void close() {
        run.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ufeff%s",
                "```json\n%s\n```",
                "```\n%s```\n",
                "Here is the JSON you asked for:\n\n%s\n\nLet me know if you need {more}!",
                "<think>\nFirst {\"schedules\": [], \"coverage\": 0}, or {\"a\": … no.\n</think>\n\n%s",
                "<THINKING>{</THINKING>%s<think>{\"fine\": true}</think>",
                "The user wants {\"schedules\": [], \"coverage\": 0}.\n</think>\n\n```json\n%s\n```",
                "<think></think>%s",
                "[1] As in {this} and [that](there):\n%s",
                "\"%s\"",
                "%s\n\nThat is all.",
            })
    void takesTheOneObjectAndNotesIt(String wrapper) throws Exception {
        run.stub.script(STEP, new StubReply.Content(wrapper.replace("%s", GOOD)));

        StepOutput output = run.take(STEP);

        assertThat(output.result()).isEqualTo(result());
        assertThat(output.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.step()).isEqualTo(STEP);
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.code()).isEqualTo("wrapped-answer");
            assertThat(finding.path()).isNull();
        });
    }

    @Test
    void saysWhatStoodAround() throws Exception {
        run.stub.script(
                STEP,
                new StubReply.Content("```json\n" + GOOD + "\n```"),
                new StubReply.Content("x".repeat(1_000) + GOOD + OpenAiRun.KEY),
                new StubReply.Content("\ufeff" + GOOD));

        assertThat(message(run.take(STEP)))
                .isEqualTo("The model's JSON was not alone in its answer; before it: ```json; after it: ```");
        assertThat(message(run.take(STEP)))
                .isEqualTo("The model's JSON was not alone in its answer; before it: " + "x".repeat(100)
                        + "…; after it: ***");
        assertThat(message(run.take(STEP)))
                .isEqualTo("The model's JSON was not alone in its answer; before it: characters that cannot be seen");
    }

    @Test
    void notesNothingWhereTheObjectIsAlone() throws Exception {
        run.stub.script(STEP, new StubReply.Content(" \n" + GOOD + "\r\n\t"));

        assertThat(run.take(STEP).findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s %s",
                "%s or rather {}",
                "First: {\"a\": 1}. Then: %s",
                "<think>%s</think>",
                "<think>%s",
                "[%s]",
                "[\n  %s\n",
                "{schedules: %s}",
                "{answer: %s",
                "%s}",
                "%s]",
                "\"answer\": %s}",
                "{\"answer\": %s",
                "{\"answer\" %s",
                "%s {\"answer\":",
                "%s {",
                "{'answer': 'no', 'more': %s}",
                "// {\n%s",
            })
    void takesNothingWhereThereMightBeMore(String wrapper) throws Exception {
        run.stub.script(STEP, new StubReply.Content(wrapper.replace("%s", GOOD)));

        StepError error = run.failure(STEP);

        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(error.findings())
                .singleElement()
                .matches(finding -> finding.code().equals("unfit-answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "```json\n%s", "<think>{}</think> So:\n%s", "%s\n```"})
    void takesNoPartOfAnAnswerThatWasCut(String wrapper) {
        for (int length = 0; length < GOOD.length(); length++) {
            String begin = wrapper.replace("%s", GOOD.substring(0, length));
            String end = wrapper.replace("%s", GOOD.substring(length + 1));

            assertThatThrownBy(() -> AnswerReader.read(STEP, begin, KnownNames.none(false)))
                    .isInstanceOf(UnfitAnswerException.class);
            assertThatThrownBy(() -> AnswerReader.read(STEP, end, KnownNames.none(false)))
                    .isInstanceOf(UnfitAnswerException.class);
        }
    }

    @Test
    void saysInTheFindingWhatStoodAround() throws Exception {
        run.stub.script(
                STEP,
                new StubReply.Content("I am sorry, but I cannot {do} that.\nReally."),
                new StubReply.Content("One: " + GOOD + " Two: " + GOOD + " Which?"),
                new StubReply.Content("Sure! {\"schedules\": [1,}"),
                new StubReply.Content("x".repeat(LONG)));

        assertThat(run.failure(STEP).message())
                .isEqualTo("The model's answer does not have the required form: it contains no JSON object, but:"
                        + " I am sorry, but I cannot {do} that. Really.");
        assertThat(run.failure(STEP).message())
                .isEqualTo("The model's answer does not have the required form: it contains more than one JSON object;"
                        + " before the first: One:; after it: Two: "
                        + GOOD.replaceAll("\\s+", " ").substring(0, 95) + "…");
        assertThat(run.failure(STEP).message())
                .startsWith("The model's answer does not have the required form: it is not JSON: ")
                .endsWith("; before it: Sure!");
        assertThat(run.failure(STEP).message()).hasSizeLessThan(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "[",
                "{{}",
                "{\"",
                "{\"a\":",
                "{\"a\":{",
                "{\"a{\"",
                "<think>",
                "</think>",
                "<think></think>",
                "<think>{",
                "\\\"{",
                "{\"\\\"",
                "{} ",
                "{}</think>",
                "{ ",
                "{/*",
                "<",
                "</think",
                "\ud83d"
            })
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void readsHostileTextInTimeThatGrowsWithItsLength(String part) throws Exception {
        run.stub.script(STEP, new StubReply.Whole(part.repeat(LONG / part.length())));

        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void takesTheObjectOrNothingWhateverStandsAround() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> parts = List.of(
                "{",
                "}",
                "[",
                "]",
                "\"",
                "\\",
                ",",
                ":",
                " ",
                "\n",
                "a",
                "1",
                "null",
                "```",
                "<think>",
                "</think>",
                "{}",
                "{\"a\":1}");
        int taken = 0;
        for (int i = 0; i < ANSWERS; i++) {
            String answer = any(parts, random) + GOOD + any(parts, random);
            try {
                assertThat(AnswerReader.read(STEP, answer, KnownNames.none(false))
                                .result())
                        .as("seed %d: %s", seed, answer)
                        .isEqualTo(result());
                taken++;
            } catch (UnfitAnswerException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
        assertThat(taken).isPositive();
    }

    private static String any(List<String> parts, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    private static String message(StepOutput output) {
        return output.findings().stream().map(Finding::message).findFirst().orElse("");
    }

    /** The good answer with the recurrence that follows from it. */
    private static ObjectNode result() throws Exception {
        ObjectNode result = object(GOOD);
        ((ObjectNode) result.at("/schedules/0"))
                .putObject("recurrence")
                .putArray("rules")
                .add("FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0");
        return result;
    }

    private static ObjectNode object(String json) throws Exception {
        return (ObjectNode) ContractMapper.mapper().readTree(json);
    }
}
