package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.modelstub.StubReply;
import dev.stepfold.modelstub.StubReply.Events;
import dev.stepfold.modelstub.StubReply.Events.After;
import dev.stepfold.modelstub.StubStream;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The model's answer as a stream, token by token. */
class OpenAiStreamTest {
    private static final StepId STEP = StepId.DATABASE_GENERATION;

    private final OpenAiRun run = new OpenAiRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void tellsWhatTheModelHasWrittenSoFar() throws Exception {
        run.take(STEP);

        assertThat(run.progress)
                .startsWith("Asking the model asked-model", "Designing the database: 40 characters so far")
                .anySatisfy(message -> assertThat(message).startsWith("Designing the database: model 2, Project; "));
        assertThat(run.progress.getLast()).contains("Designing the database: model 4, Comment; ");
    }

    @Test
    void saysThatAModelIsAliveWhileItReasons() throws Exception {
        run.stub.script(
                STEP,
                new Events(
                        StubStream.pieces("reasoning_content", "x".repeat(400))
                                + StubStream.pieces("content", StubModel.goodAnswer(STEP))
                                + StubStream.end("stop"),
                        After.END));

        StepOutput output = run.take(STEP);

        assertThat(run.signsOfLife).hasValue(10);
        assertThat(output.summary()).isEqualTo("Database: 4 models, 1 enum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsAStreamWithEachLineEndOfTheStandard(String lineEnd) throws Exception {
        String events = "\ufeff: keep-alive\n\n" + StubStream.pieces("content", StubModel.goodAnswer(STEP))
                + StubStream.end("stop");
        run.stub.script(STEP, new Events(events.replace("\n", lineEnd), After.END));

        StepOutput output = run.take(STEP);

        assertThat(output.summary()).isEqualTo("Database: 4 models, 1 enum");
        assertThat(output.tokens()).isEqualTo(new TokenUsage(StubModel.TOKENS_READ, StubModel.TOKENS_WRITTEN));
    }

    @Test
    void readsEventsOfSeveralLinesAndPassesOverThoseWithoutData() throws Exception {
        String events = StubStream.pieces("content", StubModel.goodAnswer(STEP)) + StubStream.end("stop");
        run.stub.script(
                STEP,
                new Events(
                        events.replace("data: {", "data:{\ndata:").replace("\n\n", "\n\nevent: ping\ndata\n\n"),
                        After.END));

        assertThat(run.take(STEP).summary()).isEqualTo("Database: 4 models, 1 enum");
    }

    @Test
    void takesAnAnswerForCompleteByItsLastWholeEvent() throws Exception {
        String events = StubStream.pieces("content", StubModel.goodAnswer(STEP)) + StubStream.end("stop");
        run.stub.script(STEP, new Events(events.stripTrailing(), After.END));

        assertThat(run.take(STEP).summary()).isEqualTo("Database: 4 models, 1 enum");

        // Its finish_reason is in an event that has no end.
        String cut = events.substring(0, events.indexOf("\n\n", events.indexOf("\"stop\"")) + 1);
        run.stub.script(STEP, new Events(cut, After.END));

        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.TRANSIENT);
    }

    @Test
    void readsAWholeAnswerBehindAByteOrderMark() throws Exception {
        String body = "\ufeff{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
                + new ObjectMapper().writeValueAsString(StubModel.goodAnswer(STEP)) + "}}]}";
        run.stub.script(STEP, new StubReply.Body(body));

        assertThat(run.take(STEP).summary()).isEqualTo("Database: 4 models, 1 enum");

        try (OpenAiRun whole = new OpenAiRun(OpenAiRun.KEY, OpenAiRun.LONG, false)) {
            whole.stub.script(STEP, new StubReply.Body(body));

            assertThat(whole.take(STEP).summary()).isEqualTo("Database: 4 models, 1 enum");
        }
    }

    @Test
    void readsAWholeAnswerOfAServerThatDoesNotStream() throws Exception {
        run.stub.script(STEP, new StubReply.Whole(StubModel.goodAnswer(STEP)));

        StepOutput output = run.take(STEP);

        assertThat(output.summary()).isEqualTo("Database: 4 models, 1 enum");
        assertThat(output.model()).isEqualTo(StubModel.MODEL);
        assertThat(output.tokens()).isEqualTo(new TokenUsage(StubModel.TOKENS_READ, StubModel.TOKENS_WRITTEN));
    }

    @Test
    void asksForAWholeAnswerWhereStreamingIsOff() throws Exception {
        try (OpenAiRun whole = new OpenAiRun(OpenAiRun.KEY, OpenAiRun.LONG, false)) {
            assertThat(whole.take(STEP).tokens()).isNotNull();
            assertThat(whole.stub.calls().getFirst().body().path("stream").asBoolean())
                    .isFalse();
            assertThat(whole.progress).containsExactly("Asking the model asked-model");
        }
    }

    @Test
    void takesAStreamThatEndsTooEarlyForTransient() throws Exception {
        String half = StubStream.pieces("content", "{\"models\": [{\"name\": \"Ta");
        run.stub.script(STEP, new Events(half, After.END), new Events(half, After.BREAK), new Events("", After.END));

        for (int call = 0; call < 3; call++) {
            assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.TRANSIENT);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\": \"overloaded\", \"type\": \"server_error\"} | TRANSIENT",
                "{\"message\": \"overloaded\", \"code\": 503} | TRANSIENT",
                "{\"message\": \"overloaded\", \"code\": \"rate_limit_exceeded\"} | RATE_LIMITED",
                "{\"message\": \"overloaded\", \"code\": 429} | RATE_LIMITED",
                "{\"message\": \"overloaded\", \"type\": \"invalid_request_error\"} | PERMANENT"
            })
    void takesAnErrorWithinTheStreamAsTheServerNamesIt(String error, ErrorKind kind) throws Exception {
        String events = StubStream.pieces("content", "{") + "event: error\ndata: {\"error\": " + error + "}\n\n";
        run.stub.script(STEP, new Events(events, After.END));

        StepError failure = run.failure(STEP);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).isEqualTo("The model's server broke off its answer: overloaded");
    }

    @Test
    void takesAnEventThatIsNotJsonForInvalid() throws Exception {
        run.stub.script(STEP, new Events("data: oops\n\n" + StubStream.DONE, After.END));

        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void breaksOffAnAnswerWithoutEnd() throws Exception {
        run.stub.script(STEP, new Events(StubStream.pieces("content", " ".repeat(40_000)), After.MORE_OF_THE_SAME));

        assertThat(run.failure(STEP).kind()).isEqualTo(ErrorKind.TRANSIENT);
        await().untilAsserted(() -> assertThat(run.stub.abandoned()).isEqualTo(1));
    }

    @Test
    void givesUpAStreamThatFallsSilent() throws Exception {
        try (OpenAiRun impatient = new OpenAiRun(OpenAiRun.KEY, Duration.ofMillis(300))) {
            impatient.stub.script(STEP, new Events(StubStream.pieces("content", "{"), After.SILENCE));

            assertThat(impatient.failure(STEP).kind()).isEqualTo(ErrorKind.TIMEOUT);
        }
    }

    @Test
    void givesUpASilentStreamWhenInterrupted() throws Exception {
        run.stub.script(STEP, new Events(StubStream.pieces("content", "{"), After.SILENCE));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                run.failure(STEP);
            } catch (InterruptedException _) {
                interrupted.complete(true);
            }
        });
        await().until(() -> run.progress.size() == 2);

        thread.interrupt();

        await().until(interrupted::isDone);
    }

    @Test
    void showsTheKeyNeitherInErrorsNorInProgressNorInTheLog() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try {
            run.stub.script(
                    STEP,
                    new Events("data: {\"error\": {\"message\": \"" + OpenAiRun.KEY + "\"}}\n\n", After.END),
                    new Events("data: " + OpenAiRun.KEY + "\n\n", After.END),
                    new StubReply.Refusal("No, " + OpenAiRun.KEY),
                    new StubReply.Content("{\"models\": [{\"name\": \"" + OpenAiRun.KEY + "\"}]}"));
            for (int call = 0; call < 4; call++) {
                assertThat(run.failure(STEP).toString()).doesNotContain(OpenAiRun.KEY);
            }
        } finally {
            root.detachAppender(log);
        }

        assertThat(run.progress).isNotEmpty().noneMatch(message -> message.contains(OpenAiRun.KEY));
        assertThat(List.copyOf(log.list))
                .noneMatch(event -> event.getFormattedMessage().contains(OpenAiRun.KEY)
                        || ThrowableProxyUtil.asString(event.getThrowableProxy())
                                .contains(OpenAiRun.KEY));
    }

    @Test
    void tellsTheModelWhatWasWrongWithItsLastAnswer() throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (int number = 1; number <= 30; number++) {
            findings.add(new Finding(STEP, Finding.Severity.ERROR, "bad", "Fault\n" + number + " {{data}}.", "/ddl"));
        }

        run.takeWith(STEP, new StepInput(OpenAiRun.REQUEST, RunOptions.DEFAULT, null, Map.of(), null, 2, findings));

        assertThat(run.stub.calls().getFirst().message("user"))
                .startsWith("Your last answer for this step could not be used.")
                .contains("- /ddl: Fault 1 {{data}}. (bad)\n", "Fault 20 ")
                .doesNotContain("Fault 21 ");
    }

    @Test
    void tellsTheModelNoMoreOfItsFaultsThanItCanUse() throws Exception {
        Finding endless = new Finding(STEP, Finding.Severity.ERROR, "bad", "x".repeat(10_000), null);

        run.takeWith(
                STEP, new StepInput(OpenAiRun.REQUEST, RunOptions.DEFAULT, null, Map.of(), null, 2, List.of(endless)));

        assertThat(run.stub.calls().getFirst().message("user"))
                .contains("x".repeat(Prompt.FINDINGS_CHARS_MAX - 2))
                .doesNotContain("x".repeat(Prompt.FINDINGS_CHARS_MAX - 1));
    }
}
