package dev.stepfold.orchestrator.service;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.generation.sql.SqlCheck;
import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.orchestrator.OrchestratorSettings;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings from the environment: {@code stepfold.archive.after} is {@code STEPFOLD_ARCHIVE_AFTER} there, and
 * so on. A setting that is not set has the library's default.
 */
@Factory
final class SettingsFactory {
    private static final OrchestratorSettings DEFAULT = OrchestratorSettings.DEFAULT;
    private static final ArchiveSettings ARCHIVE_DEFAULT = ArchiveSettings.DEFAULT;

    @Singleton
    OrchestratorSettings orchestratorSettings(
            @Property(name = "stepfold.partitions") @Nullable Integer partitions,
            @Property(name = "stepfold.replication-factor") @Nullable Short replicationFactor,
            @Property(name = "stepfold.flush") @Nullable Flush flush,
            @Property(name = "stepfold.instance") @Nullable String instance,
            @Property(name = "stepfold.session-timeout-ms") @Nullable Integer sessionTimeoutMs,
            @Property(name = "stepfold.generator") @Nullable String generator,
            @Property(name = "stepfold.active-documents-max") @Nullable Integer activeDocumentsMax,
            @Property(name = "stepfold.steps-max") @Nullable Integer stepsMax,
            @Property(name = "stepfold.sql-check") @Nullable String sqlCheck) {
        return Settings.checked(() -> new OrchestratorSettings(
                Objects.requireNonNullElse(partitions, DEFAULT.partitions()),
                Objects.requireNonNullElse(replicationFactor, DEFAULT.replicationFactor()),
                flush,
                instance,
                Objects.requireNonNullElse(sessionTimeoutMs, DEFAULT.sessionTimeoutMs()),
                Objects.requireNonNullElse(generator, DEFAULT.generator()),
                Objects.requireNonNullElse(activeDocumentsMax, DEFAULT.activeDocumentsMax()),
                Objects.requireNonNullElse(stepsMax, DEFAULT.stepsMax()),
                sqlCheck == null ? DEFAULT.sqlCheck() : SqlCheck.of(sqlCheck)));
    }

    @Singleton
    ArchiveSettings archiveSettings(
            @Property(name = "stepfold.archive.after") @Nullable Duration after,
            @Property(name = "stepfold.archive.documents-max") @Nullable Integer documentsMax) {
        return Settings.checked(() -> new ArchiveSettings(
                Objects.requireNonNullElse(after, ARCHIVE_DEFAULT.after()),
                Objects.requireNonNullElse(documentsMax, ARCHIVE_DEFAULT.documentsMax())));
    }
}
