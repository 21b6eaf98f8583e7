package dev.stepfold.gateway.config;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's settings: {@code stepfold.projection-url} is {@code STEPFOLD_PROJECTION_URL} in the environment, and so on.
 *
 * @param projectionUrl base addresses of the projection's instances, at least one
 * @param partitions partitions of the shared topics; used when they are created
 * @param replicationFactor copies of every topic; used when it is created
 * @param flush when the disk holds what is written to the shared topics; null for {@link Flush#safeFor what is safe} with
 *     this many copies
 * @param documentTopicsMax how many documents there may be before new ones are refused
 * @param streamsMax how many event streams this gateway holds at once
 * @param heartbeat how long a stream stays silent at most
 * @param requestTimeout how long a request may take to arrive, and how long a connection may be idle between two
 *     requests
 * @param writeTimeout how long a client may take to read what was sent to it
 */
@ConfigurationProperties("stepfold")
public record GatewaySettings(
        @Bindable(defaultValue = "http://localhost:8081") List<URI> projectionUrl,
        @Bindable(defaultValue = "6") int partitions,
        @Bindable(defaultValue = "1") short replicationFactor,
        @Nullable Flush flush,
        @Bindable(defaultValue = "5000") int documentTopicsMax,
        @Bindable(defaultValue = "10000") int streamsMax,
        @Bindable(defaultValue = "15s") Duration heartbeat,
        @Bindable(defaultValue = "30s") Duration requestTimeout,
        @Bindable(defaultValue = "30s") Duration writeTimeout) {
    /** The longest wait that can be set. */
    private static final Duration WAIT_MAX = Duration.ofHours(1);

    /** How long a stream may take, in addition to its heartbeat, to read from Kafka and to write to its client. */
    private static final Duration STREAM_AT_WORK_MAX = Duration.ofSeconds(45);

    public GatewaySettings {
        projectionUrl = List.copyOf(projectionUrl);
        require(
                !projectionUrl.isEmpty() && projectionUrl.stream().allMatch(url -> url.getHost() != null),
                "STEPFOLD_PROJECTION_URL must be one or more absolute http addresses");
        requireOne("STEPFOLD_PARTITIONS", partitions);
        requireOne("STEPFOLD_REPLICATION_FACTOR", replicationFactor);
        requireOne("STEPFOLD_DOCUMENT_TOPICS_MAX", documentTopicsMax);
        requireOne("STEPFOLD_STREAMS_MAX", streamsMax);
        requireWait("STEPFOLD_HEARTBEAT", heartbeat);
        requireWait("STEPFOLD_REQUEST_TIMEOUT", requestTimeout);
        requireWait("STEPFOLD_WRITE_TIMEOUT", writeTimeout);
    }

    private static void requireOne(String variable, int count) {
        require(count >= 1, variable + " must be at least 1");
    }

    private static void requireWait(String variable, Duration wait) {
        require(wait.isPositive() && wait.compareTo(WAIT_MAX) <= 0, variable + " must be positive and at most an hour");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new UnusableSettingsException(sentence);
        }
    }

    /**
     * How long a stream may request no next frame before it is closed. A stream whose client reads requests one after
     * each heartbeat, so this is always longer than a heartbeat.
     */
    public Duration unattendedMax() {
        return heartbeat.plus(STREAM_AT_WORK_MAX);
    }

    /** How the shared topics are laid out. */
    public TopicLayout topicLayout() {
        return TopicLayout.of(partitions, replicationFactor, flush);
    }
}
