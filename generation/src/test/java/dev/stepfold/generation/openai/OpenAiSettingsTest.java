package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.generation.openai.OpenAiSettings.Environment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the model in the environment. */
class OpenAiSettingsTest {
    private static final String KEY = "sk-secret-0123456789";

    @Test
    void readsTheEnvironment() {
        OpenAiSettings settings = OpenAiSettings.of(environment(" http://localhost:11434/v1 ", KEY + "\n", "llama"));

        assertThat(settings.baseUrl()).hasToString("http://localhost:11434/v1");
        assertThat(settings.apiKey()).isEqualTo(new ApiKey(KEY));
        assertThat(settings.model()).isEqualTo("llama");
    }

    @Test
    void asksOpenAiItselfWhereOnlyAKeyIsGiven() {
        assertThat(OpenAiSettings.of(environment(" ", KEY, "gpt")).baseUrl()).hasToString("https://api.openai.com/v1");
    }

    @Test
    void doesWithoutAKeyWhereAnotherEndpointIsNamed() {
        assertThat(OpenAiSettings.of(environment("http://localhost/v1", "", "llama"))
                        .apiKey())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/v1, key, , OPENAI_MODEL",
        "http://localhost/v1, key, ' ', OPENAI_MODEL",
        ", , gpt, OPENAI_API_KEY",
        "'', '', gpt, OPENAI_API_KEY",
        "localhost:8000, key, gpt, OPENAI_BASE_URL",
        "ftp://localhost/v1, key, gpt, OPENAI_BASE_URL",
        "http:///v1, key, gpt, OPENAI_BASE_URL",
        "http://me:mine@localhost/v1, key, gpt, OPENAI_BASE_URL",
        "http://local host/v1, key, gpt, OPENAI_BASE_URL"
    })
    void namesWhatIsMissingOrWrong(
            @Nullable String baseUrl, @Nullable String key, @Nullable String model, String variable) {
        assertThatThrownBy(() -> OpenAiSettings.of(environment(baseUrl, key, model)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(variable)
                .hasMessageNotContaining("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "line\nbreak", "schlüssel"})
    void refusesAKeyThatNoHeaderCanCarryWithoutShowingIt(String key) {
        assertThatThrownBy(() -> OpenAiSettings.of(environment(null, key, "gpt")))
                .hasMessageContaining("OPENAI_API_KEY")
                .hasMessageNotContaining(key);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsUnlessToldNotTo(boolean streaming) {
        Environment environment =
                new Environment("http://localhost/v1", null, "llama", Duration.ofMinutes(1), streaming);

        assertThat(OpenAiSettings.of(environment).streaming()).isEqualTo(streaming);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "JSON_SCHEMA", ""})
    void refusesAResponseFormatThatThereIsNot(String format) {
        Environment environment =
                new Environment("http://localhost/v1", null, "llama", Duration.ofMinutes(1), true, format);

        assertThatThrownBy(() -> OpenAiSettings.of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("STEPFOLD_OPENAI_RESPONSE_FORMAT must be auto, json_schema, json_object or none");
    }

    @Test
    void showsTheKeyInNoText() {
        Environment environment = environment("http://localhost/v1", KEY, "gpt");

        assertThat(environment + " " + OpenAiSettings.of(environment)).doesNotContain(KEY);
    }

    private static Environment environment(@Nullable String baseUrl, @Nullable String key, @Nullable String model) {
        return new Environment(baseUrl, key, model, Duration.ofMinutes(1), true);
    }
}
