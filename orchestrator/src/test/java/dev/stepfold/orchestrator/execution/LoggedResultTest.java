package dev.stepfold.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.event.ErrorKind;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How large a step's result may be. */
class LoggedResultTest {
    private static final int PRINTABLE = 90;

    @Test
    void keepsAResultThatIsAlmostTooLarge() throws Exception {
        ObjectNode result = result(text(LoggedResult.COMPRESSED_BYTES_MAX - 1_000, PRINTABLE));

        assertThat(LoggedResult.of(result)).isEqualTo(result);
    }

    @Test
    void refusesALargerOneForGood() {
        assertRefused(() -> LoggedResult.of(result(text(LoggedResult.COMPRESSED_BYTES_MAX + 1_000, PRINTABLE))));
    }

    @Test
    void takesWhatIsNestedTooDeepOrNoNumberForAFaultyAnswer() {
        ObjectNode deep = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 500; i++) {
            deep = JsonNodeFactory.instance.objectNode().set("a", deep);
        }
        for (ObjectNode result :
                List.of(deep, JsonNodeFactory.instance.objectNode().put("a", Double.NaN))) {
            assertThatExceptionOfType(StepFailure.class)
                    .isThrownBy(() -> LoggedResult.of(result))
                    .matches(failure -> failure.error().kind() == ErrorKind.INVALID_OUTPUT);
        }
    }

    @Test
    void countsTheBytesAsTheLogCompressesThem() {
        String ofTwoLetters = text(3_000_000, 2);

        assertRefused(() -> LoggedResult.of(result(ofTwoLetters)));
    }

    @Test
    void keepsALongResultThatCompressesWell() throws Exception {
        ObjectNode result = result("a".repeat(LoggedResult.BYTES_MAX - 1_000));

        assertThat(LoggedResult.of(result)).isEqualTo(result);
    }

    @Test
    void refusesAResultThatIsTooLongHoweverWellItCompresses() {
        assertRefused(() -> LoggedResult.of(result("a".repeat(LoggedResult.BYTES_MAX))));
    }

    @Test
    void refusesAnAgentThatIsTooLargeThoughNoneOfItsPartsIs() {
        int half = LoggedResult.COMPRESSED_BYTES_MAX / 2 + 1_000;
        Agent agent = new Agent(
                "Agent",
                text(half, PRINTABLE),
                List.of(),
                List.of(),
                text(half, PRINTABLE),
                List.of(),
                List.of(),
                null);

        assertRefused(() -> LoggedResult.checkSize(agent));
    }

    private static void assertRefused(ThrowingCallable refused) {
        assertThatExceptionOfType(StepFailure.class)
                .isThrownBy(refused)
                .withMessageContaining("900000 bytes compressed")
                .satisfies(failure -> assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT))
                .satisfies(failure -> assertThat(failure.error().retryable()).isFalse());
    }

    private static ObjectNode result(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    /** Text that does not repeat itself, of so many letters from an alphabet of so many. */
    private static String text(int length, int alphabet) {
        Random random = new Random(length);
        return random.ints(length, '#', '#' + alphabet)
                .map(letter -> letter == '\\' ? '!' : letter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
