package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Completions as servers write them, besides OpenAI's own: what they mean, and what they cost. */
class OddAnswersTest {
    private static final StepId STEP = StepId.TECHNICAL_ANALYSIS;
    private static final TokenUsage TOKENS = new TokenUsage(StubModel.TOKENS_READ, StubModel.TOKENS_WRITTEN);
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":345}";
    private static final String TOOL_CALL = "\"tool_calls\":[{\"index\":0,\"id\":\"1\",\"type\":\"function\","
            + "\"function\":{\"name\":\"build_agent\",\"arguments\":\"{}\"}}]";

    private OpenAiRun run;
    private OpenAiRun whole;

    @BeforeEach
    void start() {
        run = new OpenAiRun();
        whole = new OpenAiRun(OpenAiRun.KEY, OpenAiRun.LONG, false);
    }

    @AfterEach
    void close() {
        run.close();
        whole.close();
    }

    @Test
    void takesACallOfAToolForNoAnswer() throws Exception {
        String events =
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null," + TOOL_CALL
                        + "}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
                        + "data: {\"choices\":[]," + USAGE + "}\n\n" + StubStream.DONE;
        run.stub.script(STEP, new Events(events, After.END));
        whole.stub.script(
                STEP,
                new StubReply.Body(
                        "{\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"role\":\"assistant\","
                                + TOOL_CALL + "}}]," + USAGE + "}"));

        for (OpenAiRun each : new OpenAiRun[] {run, whole}) {
            StepError error = each.failure(STEP);
            assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
            assertThat(error.message()).isEqualTo("The model called a tool in place of answering: build_agent");
            assertThat(error.findings()).extracting(Finding::code).containsExactly("tool-call-answer");
            assertThat(error.tokens()).isEqualTo(TOKENS);
        }
    }

    @Test
    void takesNoChoiceAtAllForNoAnswer() throws Exception {
        run.stub.script(STEP, new Events("data: {\"choices\":[]," + USAGE + "}\n\n" + StubStream.DONE, After.END));
        whole.stub.script(STEP, new StubReply.Body("{\"choices\":[]," + USAGE + "}"));

        for (OpenAiRun each : new OpenAiRun[] {run, whole}) {
            StepError error = each.failure(STEP);
            assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
            assertThat(error.message()).isEqualTo("The model's server returned no answer: choices is empty");
            assertThat(error.findings()).extracting(Finding::code).containsExactly("empty-answer");
            assertThat(error.tokens()).isEqualTo(TOKENS);
        }
    }

    @Test
    void readsWhatServersCallReasoning() throws Exception {
        run.stub.script(
                STEP,
                new Events(
                        StubStream.pieces("reasoning", "x".repeat(400))
                                + StubStream.pieces("content", StubModel.goodAnswer(STEP))
                                + StubStream.end("stop"),
                        After.END));

        assertThat(run.take(STEP).summary()).startsWith("Analysis: ");
        assertThat(run.signsOfLife).hasValue(10);
    }

    @Test
    void readsAContentThatConsistsOfParts() throws Exception {
        String parts = "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
                + "{\"type\":\"text\",\"text\":"
                + new ObjectMapper().writeValueAsString(StubModel.goodAnswer(STEP)) + "}]";
        run.stub.script(
                STEP,
                new Events(
                        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":" + parts + "}}]}\n\n"
                                + StubStream.end("stop"),
                        After.END));
        whole.stub.script(
                STEP,
                new StubReply.Body("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                        + "\"content\":" + parts + "}}]}"));

        assertThat(run.take(STEP).summary()).startsWith("Analysis: ");
        assertThat(whole.take(STEP).summary()).startsWith("Analysis: ");
    }

    @Test
    void doesNotKnowTheCostWhereTheServerDoesNotSayIt() throws Exception {
        String silent = StubStream.pieces("content", StubModel.goodAnswer(STEP))
                + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" + StubStream.DONE;
        run.stub.script(STEP, new Events(silent, After.END), new Events(silent, After.END));

        StepOutput output = run.take(STEP);
        assertThat(output.tokens()).isNull();
        assertThat(output.findings()).isEmpty();

        StepOutput budgeted = run.takeWith(
                STEP,
                new StepInput(OpenAiRun.REQUEST, RunOptions.DEFAULT.withTokenBudget(9L), null, Map.of(), null, 1));
        assertThat(budgeted.findings()).extracting(Finding::code).containsExactly("unknown-usage");
    }

    @Test
    void saysWhatAnUnfitAnswerCost() throws Exception {
        run.stub.script(
                STEP,
                new StubReply.Content("{}"),
                new StubReply.Content("{\"complexity\":", "length"),
                new StubReply.Content("", "content_filter"),
                new StubReply.Content(" "),
                new StubReply.Refusal("No."));

        assertThat(run.failure(STEP).tokens()).isEqualTo(TOKENS);
        assertThat(run.failure(STEP).tokens()).isEqualTo(TOKENS);
        assertThat(run.failure(STEP).tokens()).isEqualTo(TOKENS);
        assertThat(run.failure(STEP).tokens()).isEqualTo(TOKENS);
        assertThat(run.failure(STEP).tokens()).isEqualTo(TOKENS);
    }

    @Test
    void knowsThatARefusedRequestCostNothingAndABrokenOneMayHave() throws Exception {
        run.stub.script(STEP, new StubReply.Status(429), new StubReply.Status(503), new StubReply.Drop());

        assertThat(run.failure(STEP).tokens()).isEqualTo(TokenUsage.NONE);
        assertThat(run.failure(STEP).tokens()).isNull();
        assertThat(run.failure(STEP).tokens()).isNull();
    }

    @Test
    void readsAnErrorInPlaceOfAWholeAnswer() throws Exception {
        whole.stub.script(STEP, new StubReply.Body("{\"error\":{\"message\":\"overloaded\",\"code\":503}}"));

        StepError error = whole.failure(STEP);

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.message()).isEqualTo("The model's server broke off its answer: overloaded");
    }
}
