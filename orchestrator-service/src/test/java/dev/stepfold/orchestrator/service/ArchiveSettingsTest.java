package dev.stepfold.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.orchestrator.ArchiveSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchiveSettingsTest {
    @Test
    void hasDefaults() {
        ArchiveSettings settings = settings(Map.of());

        assertThat(settings.after()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.documentsMax()).isEqualTo(500_000);
        assertThat(settings).isEqualTo(ArchiveSettings.DEFAULT);
    }

    @Test
    void isSetByTheEnvironment() {
        ArchiveSettings settings =
                settings(Map.of("STEPFOLD_ARCHIVE_AFTER", "PT1H", "STEPFOLD_ARCHIVE_DOCUMENTS_MAX", "0"));

        assertThat(settings.after()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.documentsMax()).isZero();
        assertThat(settings(Map.of("STEPFOLD_ARCHIVE_AFTER", "0s")).after()).isZero();
    }

    @Test
    void refusesNegativeValues() {
        assertThatThrownBy(() -> settings(Map.of("STEPFOLD_ARCHIVE_AFTER", "PT-1S")))
                .hasStackTraceContaining("STEPFOLD_ARCHIVE_AFTER");
        assertThatThrownBy(() -> settings(Map.of("STEPFOLD_ARCHIVE_DOCUMENTS_MAX", "-1")))
                .hasStackTraceContaining("STEPFOLD_ARCHIVE_DOCUMENTS_MAX");
    }

    @Test
    void refusesAnInvalidDuration() {
        assertThatThrownBy(() -> settings(Map.of("STEPFOLD_ARCHIVE_AFTER", "soon")))
                .hasStackTraceContaining("STEPFOLD_ARCHIVE_AFTER must be a duration such as 15s, not soon");
    }

    private static ArchiveSettings settings(Map<String, String> environment) {
        return SettingsOf.environment(ArchiveSettings.class, environment);
    }
}
