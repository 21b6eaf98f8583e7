package dev.stepfold.projection;

import dev.stepfold.projection.streams.ProjectionConfig;
import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the configuration from text. An invalid value causes an {@link UnusableSettingsException} that names the
 * environment variable and states its rule, also for an empty value.
 */
@Factory
final class ProjectionSettings {
    @Singleton
    ProjectionConfig config(Environment environment) {
        return new ProjectionConfig(
                text(environment, "bootstrap-servers"),
                Optional.of(text(environment, "instance")),
                Duration.ofMillis(number(environment, "session-timeout-ms", "STEPFOLD_SESSION_TIMEOUT_MS")),
                number(environment, "standby-replicas", "STEPFOLD_STANDBY_REPLICAS"),
                path(text(environment, "data-dir")),
                Optional.of(text(environment, "advertised-url"))
                        .filter(url -> !url.isBlank())
                        .map(ProjectionSettings::url),
                number(environment, "partitions", "STEPFOLD_PARTITIONS"),
                replicationFactor(number(environment, "replication-factor", "STEPFOLD_REPLICATION_FACTOR")));
    }

    private static String text(Environment environment, String name) {
        return environment.getProperty("projection." + name, String.class).orElse("");
    }

    private static int number(Environment environment, String name, String variable) {
        try {
            return Integer.parseInt(text(environment, name).strip());
        } catch (NumberFormatException _) {
            throw new UnusableSettingsException(variable + " must be a whole number");
        }
    }

    private static short replicationFactor(int number) {
        if (number < 1 || number > Short.MAX_VALUE) {
            throw new UnusableSettingsException("STEPFOLD_REPLICATION_FACTOR must be from 1 to " + Short.MAX_VALUE);
        }
        return (short) number;
    }

    private static Path path(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException _) {
            // Reported below, like an empty path.
        }
        throw new UnusableSettingsException("STEPFOLD_DATA_DIR must be the path of a directory");
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new UnusableSettingsException(ProjectionConfig.ADVERTISED_URL_RULE);
        }
    }
}
