package dev.stepfold.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.generation.openai.OpenAiSettings;
import dev.stepfold.generation.step.Generator;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which generators an environment makes available. */
class OpenAiFactoryTest {
    private static final String KEY = "sk-secret-0123456789";

    @Test
    void offersTheGeneratorIfAnEndpointIsNamed() {
        assertThat(generators(Map.of("openai.base-url", "http://localhost:1/v1", "openai.model", "llama")))
                .contains("openai");
        assertThat(generators(Map.of("openai.api-key", KEY, "openai.model", "gpt")))
                .contains("openai");
    }

    @Test
    void doesNotOfferItWithoutAnEndpointOrAModel() {
        assertThat(generators(Map.of())).doesNotContain("openai");
        assertThat(generators(Map.of("openai.base-url", "", "openai.api-key", "")))
                .doesNotContain("openai");
        assertThat(generators(Map.of("openai.api-key", KEY))).doesNotContain("openai");
    }

    @Test
    void doesNotStartWithoutASettingThatEveryRunNeeds() {
        assertThatThrownBy(() -> generators(Map.of("stepfold.generator", "openai", "openai.api-key", KEY)))
                .rootCause()
                .hasMessage("The generator openai needs OPENAI_MODEL, the name of the model to ask");
    }

    @ParameterizedTest
    @CsvSource({"'', true", "on, true", "TRUE, true", "off, false", "false, false"})
    void streamsUnlessToldNotTo(String value, boolean streaming) {
        assertThat(SettingsOf.environment(OpenAiSettings.Environment.class, Map.of("STEPFOLD_OPENAI_STREAMING", value))
                        .streaming())
                .isEqualTo(streaming);
    }

    private static List<String> generators(Map<String, Object> properties) {
        Map<String, Object> all =
                new HashMap<>(Map.of("kafka.enabled", false, "micronaut.health.monitor.enabled", false));
        all.putAll(properties);
        try (ApplicationContext context = ApplicationContext.run(all)) {
            return context.getBeansOfType(Generator.class).stream()
                    .map(Generator::name)
                    .toList();
        }
    }
}
