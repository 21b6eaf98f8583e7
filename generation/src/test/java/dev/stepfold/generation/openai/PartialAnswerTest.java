package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.StepId;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The progress messages about an answer while it arrives. */
class PartialAnswerTest {
    private static final ApiKey KEY = new ApiKey("made-up-key-0123456789");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 45, 55, 59, 60, 100})
    void takesTheKeyOutBeforeItCutsAName(int before) {
        PartialAnswer answer = new PartialAnswer(StepId.DATABASE_GENERATION, KEY::scrub);

        String line = answer.add("{\"models\": [{\"name\": \"" + "x".repeat(before) + KEY.value() + "\"}");

        assertThat(line).startsWith("Designing the database: model 1, x".substring(0, before == 0 ? 33 : 34));
        assertThat(line).doesNotContain("made");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ta\\nsk", "Ta\\u0085sk", "Ta\\u2028sk", "Ta\\u0000sk"})
    void keepsANameInOneLine(String name) {
        PartialAnswer answer = new PartialAnswer(StepId.DATABASE_GENERATION, UnaryOperator.identity());

        assertThat(answer.add("{\"models\": [{\"name\": \"" + name + "\"}")).contains("model 1, Ta sk; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ta\\u202esk", "Ta\\u2066sk", "Ta\\ufeffsk", "Ta\u061csk"})
    void showsNothingThatTurnsTheDirection(String name) {
        PartialAnswer answer = new PartialAnswer(StepId.DATABASE_GENERATION, UnaryOperator.identity());

        assertThat(answer.add("{\"models\": [{\"name\": \"" + name + "\"}")).contains("model 1, Task; ");
    }
}
