package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.ErrorKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadRequestsTest {
    @ParameterizedTest
    @ValueSource(strings = {"???", "🙂", "   ", "创建一个任务管理系统", "!!! --- ..."})
    void refusesATextWithoutWordsAndSaysWhatToChange(String request) {
        assertThatExceptionOfType(StepFailure.class)
                .isThrownBy(() -> Built.create(request))
                .satisfies(failure -> {
                    assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
                    assertThat(failure.getMessage()).contains("Say in English what the agent should manage");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {Requests.NONSENSE, Requests.VAGUE, Requests.INJECTION, "x", "Hello"})
    void makesAPlainAgentOfATextThatNamesNothing(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.modelNames()).containsExactly("Item");
        assertThat(built.understanding().confidence()).isLessThan(0.2);
        assertThat(built.understanding().ambiguities()).anyMatch(text -> text.contains("Say what it should manage"));
    }

    @Test
    void takesAnInjectionForText() throws Exception {
        // When
        Built built = Built.create(Requests.MIXED_INJECTION);

        // Then
        assertThat(built.modelNames()).contains("Recipe", "Ingredient").doesNotContain("Key", "Instruction", "Table");
        assertThat(built.agent().ddl()).doesNotContainIgnoringCase("drop ").doesNotContain("--", "Robert");
    }

    @Test
    void saysThatAnotherLanguageIsNotRead() throws Exception {
        // When
        Built built = Built.create(Requests.GERMAN);

        // Then
        assertThat(built.understanding().ambiguities()).anyMatch(text -> text.contains("does not look like English"));
    }

    @Test
    void keepsItsBoundsOnAVeryLongText() throws Exception {
        // Given
        StringBuilder request = new StringBuilder("Track many things. ");
        for (int i = 0; request.length() < 50_000; i++) {
            String thing = "thing" + word(i);
            request.append("Each ")
                    .append(thing)
                    .append(" has a name, a due date, an amount and a field")
                    .append(word(i))
                    .append(". Remind customers of each ")
                    .append(thing)
                    .append(" every ")
                    .append(i % 50 + 2)
                    .append(" minutes. ")
                    .append("Managers approve ")
                    .append(thing)
                    .append("s and ship them to customers. ");
        }

        // When
        Built built = Built.create(request.toString());

        // Then
        assertThat(built.understanding().entities()).hasSizeLessThanOrEqualTo(20);
        assertThat(built.agent().actions()).hasSizeLessThanOrEqualTo(60);
        assertThat(built.agent().schedules()).hasSizeLessThanOrEqualTo(20);
        try (Database database = new Database()) {
            database.run(built.agent().ddl());
        }
    }

    @Test
    void readsOneEndlessSentence() throws Exception {
        // Given
        String request = "Track " + "boxes and shelves and ".repeat(5_000) + "bins";

        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.modelNames()).contains("Box", "Shelf");
        assertThat(built.understanding().ambiguities()).anyMatch(text -> text.startsWith("Only the first"));
    }

    static Stream<String> nastyTexts() {
        return Stream.of(
                "a".repeat(60_000),
                "a, ".repeat(20_000),
                "every ".repeat(10_000),
                "((((".repeat(15_000) + "a",
                "status a or ".repeat(5_000),
                "x-".repeat(30_000),
                "\n \n".repeat(20_000) + "track books",
                "\n" + " ".repeat(60_000) + "track books",
                "each ".repeat(12_000) + "book has a name",
                "camelCase".repeat(7_000),
                "_".repeat(30_000) + "a",
                "keep ".repeat(12_000));
    }

    @ParameterizedTest
    @MethodSource("nastyTexts")
    void survivesTextsMadeToBreakReaders(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        try (Database database = new Database()) {
            database.run(built.agent().ddl());
        }
    }

    @Test
    void stopsWhenInterrupted() {
        assertThatThrownBy(() -> {
                    Thread.currentThread().interrupt();
                    Built.create(Requests.TASKS);
                })
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void reportsLowConfidenceAsAWarningOnlyWhereValidationIsOn() throws Exception {
        assertThat(Steps.understand(Requests.NONSENSE, true).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("low-confidence");
                    assertThat(finding.step()).isEqualTo(StepId.PROMPT_UNDERSTANDING);
                });
        assertThat(Steps.understand(Requests.NONSENSE, false).findings()).isEmpty();
        assertThat(Steps.understand(Requests.TASKS, true).findings()).isEmpty();
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number; rest >= 0; rest = rest / 26 - 1) {
            word.append((char) ('a' + rest % 26));
        }
        return word.toString();
    }
}
