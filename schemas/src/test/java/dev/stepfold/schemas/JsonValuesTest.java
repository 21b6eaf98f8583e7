package dev.stepfold.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the contract takes as it is, it can write wherever it may stand. */
class JsonValuesTest {
    private static final DocumentId ID = new DocumentId("clinic");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final StepId STEP = StepId.ACTION_GENERATION;

    @Test
    void takesWhatIsAsDeepAsItMayBeAndRefusesOneLevelMore() {
        assertThatNoException().isThrownBy(() -> JsonValues.check("input", nested(JsonValues.DEPTH_MAX)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JsonValues.check("input", nested(JsonValues.DEPTH_MAX + 1)))
                .withMessage("input must be nested at most 64 levels deep");
    }

    @Test
    void refusesWhatHasTooManyValuesOrATooLongName() {
        ObjectNode many = JsonNodeFactory.instance.objectNode();
        IntStream.range(0, JsonValues.VALUES_MAX).forEach(many.putArray("list")::add);
        ObjectNode named = JsonNodeFactory.instance.objectNode().put("x".repeat(JsonValues.NAME_LENGTH_MAX + 1), 1);

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> JsonValues.check("input", many));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> JsonValues.check("input", named));
    }

    @Test
    void refusesANumberThatWouldBecomeATextAndSaysWhereItStands() throws Exception {
        JsonNode value = new ObjectMapper().readTree("{\"a\": [1, {\"b/c\": 1e400}]}");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JsonValues.check("input", value))
                .withMessage("input/a/1/b~1c must be a number that a double can hold");
    }

    @Test
    void refusesAWholeNumberBeyondADoubleAndANameThatCouldNotBeReadAgain() {
        ObjectNode huge = JsonNodeFactory.instance.objectNode().put("a", new BigInteger("9".repeat(400)));
        ObjectNode half = JsonNodeFactory.instance.objectNode().put("a\ud800", 1);
        ObjectNode whole = JsonNodeFactory.instance.objectNode().put("a\ud83d\ude00", new BigInteger("9".repeat(300)));

        for (ObjectNode refused : List.of(huge, half)) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> JsonValues.check("input", refused));
        }
        assertThatNoException().isThrownBy(() -> JsonValues.check("input", whole));
    }

    @Test
    void everyRecordThatTakesAValueHoldsItToTheLimits() {
        ObjectNode deep = nested(JsonValues.DEPTH_MAX + 1);

        for (ThrowingRunnable made : List.<ThrowingRunnable>of(
                () -> action(deep, nested(1)),
                () -> action(nested(1), deep),
                () -> result(deep),
                () -> restarted(deep),
                () -> new Command.Restart(
                        ID, new CommandId("c"), Owner.LOCAL, NOW, null, new RunId("r"), StepId.first(), deep))) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(made::run);
        }
    }

    @Test
    void whatIsWithinTheLimitsCanBeWrittenInEveryEventAndInTheState() throws Exception {
        // Given
        ObjectNode deep = nested(JsonValues.DEPTH_MAX);
        Agent agent = new Agent("Agent", "", List.of(), List.of(), "", List.of(action(deep, deep)), List.of(), null);
        List<RecordedEvent> events = List.of(
                event(0, new AgentRun.Started(new CommandId("c"), Owner.LOCAL, "Ask", RunOptions.DEFAULT, agent)),
                event(1, result(deep)),
                event(2, new AgentData.Partial(agent)),
                event(3, restarted(deep)));

        // When
        DocumentState state = DocumentFold.fold(ID, events);

        // Then
        for (RecordedEvent event : events) {
            assertThat(JsonCodec.EVENTS.decode(JsonCodec.EVENTS.encode(event))).isEqualTo(event);
        }
        assertThat(JsonCodec.STATES.decode(JsonCodec.STATES.encode(state))).isEqualTo(state);
    }

    private interface ThrowingRunnable {
        void run();
    }

    private static Action action(ObjectNode input, ObjectNode output) {
        return new Action("go", "", input, output, List.of(), List.of(), "request", Complexity.LOW);
    }

    private static StepResult result(ObjectNode result) {
        return new StepResult(
                STEP, result, "Done", new ResultMetrics(Duration.ofMillis(1), "built-in", null), List.of());
    }

    private static AgentRun.Restarted restarted(ObjectNode input) {
        return new AgentRun.Restarted(new CommandId("d"), STEP, input);
    }

    private static RecordedEvent event(long sequence, dev.stepfold.schemas.event.DocumentEvent event) {
        return new RecordedEvent(ID, new RunId("r"), sequence, NOW, event);
    }

    private static ObjectNode nested(int levels) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        for (int i = 1; i < levels; i++) {
            value = JsonNodeFactory.instance.objectNode().set("a", value);
        }
        return value;
    }
}
