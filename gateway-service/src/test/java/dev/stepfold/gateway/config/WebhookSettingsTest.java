package dev.stepfold.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.servicehttp.UnusableSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookSettingsTest {
    @Test
    void hasDefaults() {
        assertThat(settings(Map.of())).isEqualTo(new WebhookSettings(true, false, 20, 1_000));
    }

    @Test
    void isSetByTheEnvironment() {
        assertThat(settings(Map.of(
                        "STEPFOLD_WEBHOOKS", "off",
                        "STEPFOLD_WEBHOOKS_ALLOW_PRIVATE", "on",
                        "STEPFOLD_WEBHOOKS_PER_OWNER_MAX", "3",
                        "STEPFOLD_WEBHOOKS_MAX", "4")))
                .isEqualTo(new WebhookSettings(false, true, 3, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STEPFOLD_WEBHOOKS_PER_OWNER_MAX", "STEPFOLD_WEBHOOKS_MAX"})
    void refusesToStartWithOneClearSentence(String variable) {
        assertThatThrownBy(() -> settings(Map.of(variable, "0")))
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        failure -> assertThat(UnusableSettingsException.reasonOf(failure))
                                .contains(variable + " must be at least 1"));
    }

    private static WebhookSettings settings(Map<String, String> environment) {
        return GatewaySettingsTest.bean(WebhookSettings.class, environment);
    }
}
