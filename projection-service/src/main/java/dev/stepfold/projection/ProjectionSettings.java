package dev.stepfold.projection;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.LastProblem;
import dev.stepfold.documentlog.connection.UnusableConnectionException;
import dev.stepfold.projection.streams.ProjectionConfig;
import dev.stepfold.servicehttp.EnvironmentVariables;
import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration from the environment: {@code stepfold.data-dir} is {@code STEPFOLD_DATA_DIR} there, and so on.
 */
@Factory
final class ProjectionSettings {
    @Singleton
    KafkaConnection kafka(Environment environment) {
        try {
            return KafkaConnection.ofEnvironment(EnvironmentVariables.in(environment));
        } catch (UnusableConnectionException e) {
            throw new UnusableSettingsException(String.valueOf(e.getMessage()));
        }
    }

    @Singleton
    LastProblem lastProblem(KafkaConnection kafka) {
        return new LastProblem(kafka);
    }

    @Singleton
    ProjectionConfig config(
            @Property(name = "stepfold.instance") @Nullable String instance,
            @Property(name = "stepfold.session-timeout-ms", defaultValue = "6000") int sessionTimeoutMs,
            @Property(name = "stepfold.standby-replicas", defaultValue = "1") int standbyReplicas,
            @Property(name = "stepfold.data-dir", defaultValue = ".stepfold/data/projection") Path dataDir,
            @Property(name = "stepfold.advertised-url") @Nullable URI advertisedUrl,
            @Property(name = "stepfold.partitions", defaultValue = "6") int partitions,
            @Property(name = "stepfold.replication-factor", defaultValue = "1") short replicationFactor,
            @Property(name = "stepfold.flush") @Nullable Flush flush) {
        return new ProjectionConfig(
                Optional.ofNullable(instance),
                Duration.ofMillis(sessionTimeoutMs),
                standbyReplicas,
                dataDir,
                Optional.ofNullable(advertisedUrl),
                partitions,
                replicationFactor,
                Optional.ofNullable(flush));
    }
}
