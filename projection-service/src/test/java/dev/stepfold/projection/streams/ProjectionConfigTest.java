package dev.stepfold.projection.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.projection.Environment;
import dev.stepfold.projection.topology.DocumentTopology;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionConfigTest {
    @Test
    void hasDefaultsForEverything() {
        assertThat(configOf(Map.of()))
                .isEqualTo(new ProjectionConfig(
                        Optional.empty(),
                        Duration.ofSeconds(6),
                        1,
                        Path.of(".stepfold/data/projection"),
                        Optional.empty(),
                        6,
                        (short) 1,
                        Optional.empty()));
    }

    @Test
    void isSetByEnvironmentVariables() {
        assertThat(configOf(Map.of(
                        "STEPFOLD_INSTANCE", "projection-1",
                        "STEPFOLD_SESSION_TIMEOUT_MS", "10000",
                        "STEPFOLD_STANDBY_REPLICAS", "2",
                        "STEPFOLD_DATA_DIR", "/data",
                        "STEPFOLD_ADVERTISED_URL", "http://projection-1:8081",
                        "STEPFOLD_PARTITIONS", "12",
                        "STEPFOLD_REPLICATION_FACTOR", "3",
                        "STEPFOLD_FLUSH", "os")))
                .isEqualTo(new ProjectionConfig(
                        Optional.of("projection-1"),
                        Duration.ofSeconds(10),
                        2,
                        Path.of("/data"),
                        Optional.of(URI.create("http://projection-1:8081")),
                        12,
                        (short) 3,
                        Optional.of(Flush.OS)));
    }

    @ParameterizedTest
    @CsvSource({
        "KAFKA_BOOTSTRAP_SERVERS, nowhere, 'must list addresses such as kafka:9092, not nowhere'",
        "STEPFOLD_INSTANCE, not a name, 'must match [A-Za-z0-9._-]{1,200}'",
        "STEPFOLD_SESSION_TIMEOUT_MS, 1, must be at least 100",
        "STEPFOLD_SESSION_TIMEOUT_MS, soon, 'must be a whole number, not soon'",
        "STEPFOLD_STANDBY_REPLICAS, -1, must not be negative",
        "STEPFOLD_STANDBY_REPLICAS, none, 'must be a whole number, not none'",
        "STEPFOLD_ADVERTISED_URL, projection-1:8081, must be http://host:port",
        "STEPFOLD_ADVERTISED_URL, http://projection 1, 'must be an address, not http://projection 1'",
        "STEPFOLD_PARTITIONS, 0, must be at least 1",
        "STEPFOLD_PARTITIONS, abc, 'must be a whole number, not abc'",
        "STEPFOLD_REPLICATION_FACTOR, 0, must be at least 1",
        "STEPFOLD_REPLICATION_FACTOR, -65535, 'must be a whole number up to 32767, not -65535'",
        "STEPFOLD_REPLICATION_FACTOR, 99999, 'must be a whole number up to 32767, not 99999'"
    })
    void saysInOneSentenceWhichVariableIsWrong(String name, String value, String rule) {
        assertThatThrownBy(() -> configOf(Map.of(name, value)))
                .satisfies(failure ->
                        assertThat(UnusableSettingsException.reasonOf(failure)).contains(name + " " + rule));
    }

    @Test
    void reachesKafkaStreams() {
        // Given
        ProjectionConfig config = configOf(Map.of("STEPFOLD_INSTANCE", "projection-1", "STEPFOLD_DATA_DIR", "/data"));
        HostInfo self = StreamsSettings.self(config, 8081);

        // When
        Map<String, Object> settings =
                StreamsSettings.streams(config, KafkaNames.DEFAULT, DocumentTopology.Config.DEFAULT, self);

        // Then
        assertThat(settings)
                .containsEntry("application.id", "stepfold-projection")
                .containsEntry("application.server", "localhost:8081")
                .containsEntry("group.protocol", "classic")
                .containsEntry("main.consumer.group.instance.id", "projection-1")
                .containsEntry("main.consumer.session.timeout.ms", 6000)
                .containsEntry("main.consumer.heartbeat.interval.ms", 2000)
                .containsEntry("main.consumer.fetch.min.bytes", 65_536)
                .containsEntry("main.consumer.fetch.max.wait.ms", 50)
                .containsEntry("num.standby.replicas", 1)
                .containsEntry("processing.guarantee", "at_least_once")
                .containsEntry("state.dir", "/data");
        assertThat(new StreamsConfig(KafkaConnection.to("localhost:9092").with(settings)).values())
                .isNotEmpty();
    }

    @Test
    void isReachedUnderTheAdvertisedUrl() {
        assertThat(StreamsSettings.self(configOf(Map.of("STEPFOLD_ADVERTISED_URL", "http://projection-1:9000")), 1))
                .isEqualTo(new HostInfo("projection-1", 9000));
        assertThat(StreamsSettings.self(configOf(Map.of("STEPFOLD_ADVERTISED_URL", "http://projection-1")), 1))
                .isEqualTo(new HostInfo("projection-1", 80));
    }

    private static ProjectionConfig configOf(Map<String, String> environment) {
        try (ApplicationContext context =
                Environment.set(ApplicationContext.builder(), environment).start()) {
            return context.getBean(ProjectionConfig.class);
        }
    }
}
