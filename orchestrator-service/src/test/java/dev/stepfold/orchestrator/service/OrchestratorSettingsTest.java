package dev.stepfold.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.servicehttp.UnusableSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrchestratorSettingsTest {
    @Test
    void hasDefaults() {
        OrchestratorSettings settings = settings(Map.of());

        assertThat(settings.partitions()).isEqualTo(6);
        assertThat(settings.replicationFactor()).isEqualTo((short) 1);
        assertThat(settings.flush()).isNull();
        assertThat(settings.instance()).isNull();
        assertThat(settings.sessionTimeoutMs()).isEqualTo(6_000);
        assertThat(settings.generator()).isEqualTo("built-in");
        assertThat(settings.activeDocumentsMax()).isEqualTo(1_000);
        assertThat(settings.stepsMax()).isEqualTo(64);
        assertThat(settings).isEqualTo(OrchestratorSettings.DEFAULT);
    }

    @Test
    void isSetByTheEnvironment() {
        OrchestratorSettings settings = settings(Map.of(
                "STEPFOLD_PARTITIONS", "3",
                "STEPFOLD_REPLICATION_FACTOR", "2",
                "STEPFOLD_FLUSH", "every-append",
                "STEPFOLD_INSTANCE", "orchestrator-1",
                "STEPFOLD_SESSION_TIMEOUT_MS", "2000",
                "STEPFOLD_GENERATOR", "openai",
                "STEPFOLD_ACTIVE_DOCUMENTS_MAX", "7",
                "STEPFOLD_STEPS_MAX", "8"));

        assertThat(settings.partitions()).isEqualTo(3);
        assertThat(settings.replicationFactor()).isEqualTo((short) 2);
        assertThat(settings.flush()).isEqualTo(Flush.EVERY_APPEND);
        assertThat(settings.instance()).isEqualTo("orchestrator-1");
        assertThat(settings.sessionTimeoutMs()).isEqualTo(2_000);
        assertThat(settings.generator()).isEqualTo("openai");
        assertThat(settings.activeDocumentsMax()).isEqualTo(7);
        assertThat(settings.stepsMax()).isEqualTo(8);
    }

    @Test
    void refusesLimitsBelowOne() {
        assertThatThrownBy(() -> settings(Map.of("STEPFOLD_ACTIVE_DOCUMENTS_MAX", "0")))
                .hasStackTraceContaining("STEPFOLD_ACTIVE_DOCUMENTS_MAX");
        assertThatThrownBy(() -> settings(Map.of("STEPFOLD_STEPS_MAX", "0")))
                .hasStackTraceContaining("STEPFOLD_STEPS_MAX");
    }

    @ParameterizedTest
    @CsvSource({
        "own, OwnServer[]",
        "grammar, GrammarAlone[]",
        "'jdbc:postgresql://db.internal:5433/check?user=check&password=hush', GivenDatabase[url=***]",
        "'', OwnServer[]"
    })
    void checksSqlAsItIsTold(String value, String check) {
        assertThat(settings(Map.of("STEPFOLD_SQL_CHECK", value)).sqlCheck()).hasToString(check);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"h2", "Own", "jdbc:mysql://localhost/hush", "jdbc:postgresql://localhost:99999999/hush", "hush"})
    void refusesAnotherCheckWithoutRepeatingIt(String value) {
        assertThatThrownBy(() -> settings(Map.of("STEPFOLD_SQL_CHECK", value)))
                .satisfies(failure -> assertThat(UnusableSettingsException.reasonOf(failure))
                        .hasValue(
                                "STEPFOLD_SQL_CHECK must be own, grammar, or a URL that begins with jdbc:postgresql:"));
    }

    @Test
    void refusesAnInvalidNumber() {
        assertThatThrownBy(() -> settings(Map.of("STEPFOLD_PARTITIONS", "abc")))
                .hasStackTraceContaining("STEPFOLD_PARTITIONS must be a whole number, not abc");
    }

    private static OrchestratorSettings settings(Map<String, String> environment) {
        return SettingsOf.environment(OrchestratorSettings.class, environment);
    }
}
