package dev.stepfold.projection.streams;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.servicehttp.UnusableSettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration. Each component names the environment variable that sets it.
 *
 * @param instance {@code STEPFOLD_INSTANCE}: the name of this instance, unique among the instances, by which Kafka
 *     recognises it after a restart (static membership, KIP-345); empty for a member that is new each time
 * @param sessionTimeout {@code STEPFOLD_SESSION_TIMEOUT_MS}: after how long without a sign of life Kafka gives this
 *     instance's partitions to others; a stock broker allows 6 s to 30 min
 * @param standbyReplicas {@code STEPFOLD_STANDBY_REPLICAS}: copies of each partition's states on other instances
 * @param dataDir {@code STEPFOLD_DATA_DIR}: where the states are stored; one directory per instance, may be wiped while
 *     the instance is stopped
 * @param advertisedUrl {@code STEPFOLD_ADVERTISED_URL}: where other instances reach this one, scheme, host and port;
 *     without it {@code http://localhost:<port>}
 * @param partitions {@code STEPFOLD_PARTITIONS}: partitions of the shared topics, used when they are created
 * @param replicationFactor {@code STEPFOLD_REPLICATION_FACTOR}: copies of the shared and the internal topics
 * @param flush {@code STEPFOLD_FLUSH}: when the disk holds what is written to shared topics; empty for what is safe with
 *     this many copies
 */
public record ProjectionConfig(
        Optional<String> instance,
        Duration sessionTimeout,
        int standbyReplicas,
        Path dataDir,
        Optional<URI> advertisedUrl,
        int partitions,
        short replicationFactor,
        Optional<Flush> flush) {
    private static final Duration SESSION_TIMEOUT_MIN = Duration.ofMillis(100);

    /** @throws UnusableSettingsException if a value is invalid */
    public ProjectionConfig {
        check(
                instance.stream().allMatch(name -> name.matches("[A-Za-z0-9._-]{1,200}")),
                "STEPFOLD_INSTANCE must match [A-Za-z0-9._-]{1,200}");
        check(
                sessionTimeout.compareTo(SESSION_TIMEOUT_MIN) >= 0,
                "STEPFOLD_SESSION_TIMEOUT_MS must be at least " + SESSION_TIMEOUT_MIN.toMillis());
        check(standbyReplicas >= 0, "STEPFOLD_STANDBY_REPLICAS must not be negative");
        check(
                advertisedUrl.stream().allMatch(url -> "http".equals(url.getScheme()) && url.getHost() != null),
                "STEPFOLD_ADVERTISED_URL must be http://host:port");
        check(partitions >= 1, "STEPFOLD_PARTITIONS must be at least 1");
        check(replicationFactor >= 1, "STEPFOLD_REPLICATION_FACTOR must be at least 1");
    }

    /** How the shared topics are laid out. */
    public TopicLayout topicLayout() {
        return TopicLayout.of(partitions, replicationFactor, flush.orElse(null));
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new UnusableSettingsException(message);
        }
    }
}
