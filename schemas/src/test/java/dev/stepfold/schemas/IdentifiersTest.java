package dev.stepfold.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Z",
                "0",
                "_",
                "-",
                "doc_1-A",
                "1234567890123456789012345678901234567890123456789012345678901234"
            })
    void areLettersDigitsUnderscoresAndHyphens(String id) {
        assertThat(Identifiers.isValid(id)).isTrue();
        assertThat(new DocumentId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "a.b",
                "..",
                "a\n",
                "ä",
                "a%20",
                "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void areNothingElse(String id) {
        assertThat(Identifiers.isValid(id)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DocumentId(id))
                .withMessageContaining("documentId")
                .withMessageNotContaining("%20");
        assertThatIllegalArgumentException().isThrownBy(() -> new RunId(id)).withMessageContaining("runId");
        assertThatIllegalArgumentException().isThrownBy(() -> new CommandId(id)).withMessageContaining("commandId");
    }

    @Test
    void consistOfTheCharactersOfThePattern() {
        Pattern allowed = Pattern.compile("[A-Za-z0-9_-]");

        assertThat(IntStream.rangeClosed(Character.MIN_VALUE, Character.MAX_VALUE)
                        .mapToObj(character -> String.valueOf((char) character)))
                .allSatisfy(text -> assertThat(Identifiers.isValid(text))
                        .isEqualTo(allowed.matcher(text).matches()));
    }

    @Test
    void ownersAreAnyVisibleTextUpToTheirLimitInCharacters() {
        assertThat(new Owner("auth0|ünïcödé user")).hasToString("auth0|ünïcödé user");
        assertThatCode(() -> new Owner("🛠".repeat(255))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Owner("🛠".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Owner(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\r\n", "\u00a0", "\u2003", "\u2028", "\ufeff"})
    void textWithoutAVisibleCharacterIsBlank(String blank) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.notBlank("request", blank))
                .withMessage("request must not be blank");
        assertThat(Checks.notBlank("request", blank + "x")).isEqualTo(blank + "x");
    }

    @Test
    void durationsAreWholeMilliseconds() {
        assertThat(Checks.wholeMillis(0, "d", Duration.ofNanos(1_999_999))).isEqualTo(Duration.ofMillis(1));
        assertThatIllegalArgumentException().isThrownBy(() -> Checks.wholeMillis(0, "d", Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Checks.wholeMillis(1, "d", Duration.ofNanos(999_999)));
    }

    @Test
    void nameTheTopicOfADocument() {
        assertThat(KafkaNames.DEFAULT.document(new DocumentId("doc-1"))).isEqualTo("stepfold.document.doc-1");
    }

    @Test
    void stepsComeInTheirOrder() {
        assertThat(StepId.first()).isEqualTo(StepId.PROMPT_UNDERSTANDING);
        assertThat(StepId.DATABASE_GENERATION.next()).contains(StepId.ACTION_GENERATION);
        assertThat(StepId.SCHEDULE_GENERATION.next()).isEmpty();
        assertThat(StepId.DECISION_MAKING.isBefore(StepId.TECHNICAL_ANALYSIS)).isTrue();
        assertThat(StepId.DECISION_MAKING.isBefore(StepId.DECISION_MAKING)).isFalse();
        assertThat(StepId.of("action-generation")).isEqualTo(StepId.ACTION_GENERATION);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepId.of("ACTION_GENERATION"))
                .withMessageContaining("action-generation");
    }
}
