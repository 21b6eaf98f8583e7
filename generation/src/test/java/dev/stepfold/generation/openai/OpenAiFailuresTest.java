package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model fails, and the orchestrator gets the right kind of error. */
class OpenAiFailuresTest {
    private static final StepId STEP = StepId.PROMPT_UNDERSTANDING;

    private OpenAiRun run;

    /** Whether the model is asked to stream. */
    boolean streaming() {
        return true;
    }

    @BeforeEach
    void start() {
        run = new OpenAiRun(OpenAiRun.KEY, OpenAiRun.LONG, streaming());
    }

    @AfterEach
    void close() {
        run.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, PERMANENT",
        "401, PERMANENT",
        "403, PERMANENT",
        "404, PERMANENT",
        "422, PERMANENT",
        "302, PERMANENT",
        "408, TRANSIENT",
        "429, RATE_LIMITED",
        "500, TRANSIENT",
        "502, TRANSIENT",
        "503, TRANSIENT",
        "504, TRANSIENT"
    })
    void classifiesByStatus(int status, ErrorKind kind) throws Exception {
        run.stub.script(STEP, new StubReply.Status(status));

        StepError error = run.failure(STEP);

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.message()).isEqualTo("The model's server answered " + status + ": as scripted");
        assertThat(run.stub.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 7, 7",
        "503, 30, 30",
        "429, 0, 0",
        "429, 86400, 600",
        "429, 'Fri, 31 Dec 9999 23:59:59 GMT', 600",
        "429, 'Thu, 01 Jan 1970 00:00:00 GMT', 0",
        "429, soon,",
        "429, -5,",
        "400, 7,"
    })
    void passesOnHowLongTheServerAsksToWait(int status, String header, @Nullable Long seconds) throws Exception {
        run.stub.script(STEP, new StubReply.Status(status, "", Map.of("Retry-After", header)));

        StepError error = run.failure(STEP);

        assertThat(error.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        assertThat(error.message()).isEqualTo("The model's server answered " + status);
    }

    @Test
    void countsTheWaitUntilADateFromNow() {
        assertThat(RetryAfter.parse("Wed, 21 Oct 2026 07:28:00 GMT", Instant.parse("2026-10-21T07:27:15Z")))
                .isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void takesABrokenConnectionForTransient() throws Exception {
        run.stub.script(STEP, new StubReply.Drop(), new StubReply.Cut());

        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.TRANSIENT);
    }

    @Test
    void takesARefusedConnectionForTransient() throws Exception {
        try (OpenAiGenerator generator =
                OpenAiRun.generator("http://localhost:1/v1", null, OpenAiRun.LONG, streaming())) {
            assertThat(failureOf(generator).kind()).isEqualTo(ErrorKind.TRANSIENT);
        }
    }

    @Test
    void takesAnUnknownHostForTransient() throws Exception {
        try (OpenAiGenerator generator =
                OpenAiRun.generator("http://nobody.invalid/v1", null, OpenAiRun.LONG, streaming())) {
            assertThat(failureOf(generator).kind()).isEqualTo(ErrorKind.TRANSIENT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Here is your agent!",
                "{\"intent\": \"build\", \"agentName\": \"Tas",
                "[]",
                "{}",
                "{\"intent\": 7}",
                "{} {}",
                "```json\n{}\n```"
            })
    void takesAnswersOfTheWrongFormForInvalid(String answer) throws Exception {
        run.stub.script(STEP, new StubReply.Content(answer));

        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{\"choices\": []}", "{\"choices\": [{}]}", "{\"choi"})
    void takesABodyThatIsNoCompletionForInvalid(String body) throws Exception {
        run.stub.script(STEP, new StubReply.Body(body));

        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt-understanding | /agentName        | '\" \"'    | agentName must not be blank",
                "prompt-understanding | /entities/1/name  | null     | entities[1]",
                "prompt-understanding | /features         | {}       | features",
                "decision-making      | /skipped          | []       | skipped",
                "technical-analysis   | /complexity       | '\"huge\"' | complexity",
                "technical-analysis   | /relations/0/to   | null     | relations[0]",
                "database-generation  | /models/2/fields/0/type | null | models[2].fields[0]",
                "database-generation  | /enums/0/values   | []       | enums[0]",
                "database-generation  | /ddl              | null     | ddl",
                "action-generation    | /actions/0/input  | '\"none\"' | actions[0].input",
                "schedule-generation  | /schedules/0/cron | '\" \"'    | schedules[0]",
                "schedule-generation  | /coverage         | 85       | coverage must be from 0 to 1"
            })
    void saysWhereAnAnswerIsWrong(String stepId, String pointer, String wrong, String where) throws Exception {
        StepId step = StepId.of(stepId);
        run.stub.script(step, new StubReply.Content(goodAnswerBut(step, pointer, wrong)));

        StepError error = run.failure(step);

        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(error.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.step()).isEqualTo(step);
            assertThat(finding.message()).contains(where);
        });
        assertThat(error.message())
                .startsWith("The model's answer does not have the required form: ")
                .contains(where);
    }

    @Test
    void takesARefusalForPermanent() throws Exception {
        run.stub.script(
                STEP, new StubReply.Refusal("I cannot help with that."), new StubReply.Content("{", "content_filter"));

        StepError refusal = run.failure(STEP);
        assertThat(refusal.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(refusal.message()).isEqualTo("The model refused: I cannot help with that.");
        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.PERMANENT);
    }

    @Test
    void takesAnAnswerCutByItsLengthForInvalid() throws Exception {
        run.stub.script(STEP, new StubReply.Content("{\"intent\":", "length"));

        StepError error = run.failure(STEP);

        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(error.message()).contains("cut off");
    }

    @Test
    void givesUpACallThatTakesTooLongAndClosesItsConnection() throws Exception {
        try (OpenAiRun impatient = new OpenAiRun(OpenAiRun.KEY, Duration.ofMillis(300), streaming())) {
            impatient.stub.script(
                    STEP,
                    new StubReply.Drip(),
                    new StubReply.Delayed(Duration.ofMinutes(1), new StubReply.Status(500)));

            assertThat(impatient.failure(STEP).kind()).isEqualTo(ErrorKind.TIMEOUT);
            assertThat(impatient.failure(STEP).kind()).isEqualTo(ErrorKind.TIMEOUT);
            await().untilAsserted(() -> assertThat(impatient.stub.abandoned()).isEqualTo(1));
        }
    }

    @Test
    void givesUpAnAnswerUnderWayWhenInterruptedAndClosesItsConnection() throws Exception {
        run.stub.script(STEP, new StubReply.Drip());

        interruptOnceCalled();

        await().untilAsserted(() -> assertThat(run.stub.abandoned()).isEqualTo(1));
    }

    @Test
    void givesUpWaitingForAnAnswerWhenInterrupted() throws Exception {
        run.stub.script(STEP, new StubReply.Delayed(Duration.ofMinutes(1), new StubReply.Drop()));

        interruptOnceCalled();
    }

    @Test
    void neverShowsTheKey() throws Exception {
        String body = "you sent Bearer " + OpenAiRun.KEY + ", ".repeat(200) + OpenAiRun.KEY;
        run.stub.script(
                STEP,
                new StubReply.Status(401, body, Map.of()),
                new StubReply.Status(400, "{\"error\":{\"message\":\"" + body + "\"}}", Map.of()),
                new StubReply.Refusal(body),
                new StubReply.Content(OpenAiRun.KEY));

        for (int call = 0; call < 4; call++) {
            assertThat(run.failure(STEP).message())
                    .doesNotContain(OpenAiRun.KEY)
                    .doesNotContain("sk-secret")
                    .hasSizeLessThan(CallFailures.EXCERPT_CHARS_MAX + 100);
        }
    }

    @Test
    void takesTheKeyOutOfProgressAndResultHoweverTheModelWritesIt() throws Exception {
        String escaped = OpenAiRun.KEY.replace("s", "\\u0073");
        String answer = StubModel.goodAnswer(STEP)
                .replaceFirst("\"name\": ?\"", "$0" + "x".repeat(50) + OpenAiRun.KEY)
                .replaceFirst("\"description\": ?\"", "$0" + escaped.replace("\\", "\\\\"));
        run.stub.script(STEP, new StubReply.Content(answer));

        String result = run.take(STEP).result().toString();

        assertThat(result).contains("***").doesNotContain(OpenAiRun.KEY);
        assertThat(run.progress).isNotEmpty().noneMatch(message -> message.contains("sk-"));
    }

    @Test
    void showsNothingOfAServerThatMovesACursorOrTurnsTheDirection() throws Exception {
        run.stub.script(STEP, new StubReply.Status(400, "a\u001b[2Jb\u0085c\u202ed\u2028e\r\nf", Map.of()));

        assertThat(run.failure(STEP).message()).endsWith("a [2Jb cd e f");
    }

    /** Interrupts the step when its call has come in, and waits until that has ended the step. */
    private void interruptOnceCalled() throws Exception {
        CompletableFuture<StepError> ended = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                ended.complete(run.failure(STEP));
            } catch (InterruptedException _) {
                interrupted.complete(true);
            }
        });
        await().until(() -> !run.stub.calls().isEmpty());

        thread.interrupt();

        await().until(interrupted::isDone);
        assertThat(ended).isNotDone();
    }

    private static StepError failureOf(OpenAiGenerator generator) throws InterruptedException {
        try {
            throw new AssertionError(generator
                    .step(STEP)
                    .run(OpenAiRun.input(null, Map.of()), _ -> {})
                    .result());
        } catch (StepFailure e) {
            return e.error();
        }
    }

    private static String goodAnswerBut(StepId step, String pointer, String wrong) throws IOException {
        var mapper = ContractMapper.mapper();
        var answer = mapper.readTree(StubModel.goodAnswer(step));
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) answer.at(pointer.substring(0, last))).set(pointer.substring(last + 1), mapper.readTree(wrong));
        return mapper.writeValueAsString(answer);
    }
}
