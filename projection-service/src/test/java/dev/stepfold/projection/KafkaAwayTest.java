package dev.stepfold.projection;

import static dev.stepfold.projection.ProjectionServiceTest.assertProblem;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.KafkaNames;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.api.TerminationStyle;
import io.kroxylicious.testing.kafka.common.BrokerConfig;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a broker of its own, and takes it or its topics away. */
@ExtendWith(KafkaClusterExtension.class)
class KafkaAwayTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dataDir;

    @Test
    void waitsForAKafkaThatIsNotThereYet(
            @BrokerConfig(name = "group.min.session.timeout.ms", value = "1000") KafkaCluster kafka) throws Exception {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic");
        kafka.stopNodes(_ -> true, TerminationStyle.GRACEFUL);
        try (RunningProjection projection = RunningProjection.start(kafka.getBootstrapServers(), dataDir)) {
            assertThat(projection.health()).isEqualTo(503);
            assertThat(projection.get("/health/liveness").statusCode()).isEqualTo(200);
            assertProblem(projection.get("/documents/clinic"), 503, "not-ready");
            assertThat(projection.get("/documents/clinic").headers().firstValue("Retry-After"))
                    .hasValue("1");

            // When
            kafka.startNodes(_ -> true);

            // Then
            projection.awaitReady();
            try (StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
                events.write(story);
            }
            projection.awaitState(story);
        }
    }

    @Test
    void goesOnWhenKafkaIsBack(@BrokerConfig(name = "group.min.session.timeout.ms", value = "1000") KafkaCluster kafka)
            throws Exception {
        // Given
        EventStory before = EventStory.of("before").started("Create a clinic");
        EventStory after = EventStory.of("after").started("Create a shop");
        try (RunningProjection projection = RunningProjection.start(kafka.getBootstrapServers(), dataDir)) {
            projection.awaitReady();
            try (StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
                events.write(before);
            }
            projection.awaitState(before);
            awaitWritten(kafka, "stepfold-projection-documents-changelog");

            // When
            kafka.stopNodes(_ -> true, TerminationStyle.GRACEFUL);
            projection.awaitState(before);
            Waiting.await()
                    .untilAsserted(() -> assertThat(projection.get("/health").body())
                            .asString(StandardCharsets.UTF_8)
                            .contains("look at KAFKA_BOOTSTRAP_SERVERS"));
            assertThat(projection.health()).isEqualTo(200);
            kafka.startNodes(_ -> true);

            // Then
            try (StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
                events.write(after);
            }
            projection.awaitState(after);
            projection.awaitReady();
            Waiting.await()
                    .untilAsserted(() -> assertThat(projection.get("/health").body())
                            .asString(StandardCharsets.UTF_8)
                            .doesNotContain("problem"));
        }
    }

    @Test
    void beginsAgainAfterARunThatFailed(
            @BrokerConfig(name = "group.min.session.timeout.ms", value = "1000") KafkaCluster kafka) throws Exception {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic");
        try (RunningProjection projection =
                        RunningProjection.start(kafka.getBootstrapServers(), dataDir, "begins-again");
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.getBootstrapServers()))) {
            projection.awaitReady();
            var first = projection.supervisor().streams().orElseThrow();

            // When
            admin.deleteTopics(List.of(KafkaNames.DEFAULT.stepEvents())).all().get();

            // Then
            Waiting.await()
                    .until(() -> projection.supervisor().streams().stream().anyMatch(now -> !now.equals(first)));
            projection.awaitReady();
            try (StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
                events.write(story);
            }
            projection.awaitState(story);
        }
    }

    @Test
    void beginsAnewWhereTheFilesOfItsStatesAreDamaged(
            @BrokerConfig(name = "group.min.session.timeout.ms", value = "1000") KafkaCluster kafka) throws Exception {
        // Given
        EventStory story = EventStory.of("clinic").started("Create a clinic");
        try (RunningProjection projection = RunningProjection.start(kafka.getBootstrapServers(), dataDir, "damaged")) {
            projection.awaitReady();
            try (StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
                events.write(story);
            }
            projection.awaitState(story);
            awaitWritten(kafka, "stepfold-projection-documents-changelog");
        }

        // When
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("MANIFEST"))
                    .toList()) {
                Files.writeString(file, "x");
            }
        }

        // Then
        try (RunningProjection projection = RunningProjection.start(kafka.getBootstrapServers(), dataDir, "damaged")) {
            projection.awaitReady();
            projection.awaitState(story);
        }
    }

    private static void awaitWritten(KafkaCluster kafka, String topic) {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, RunningProjection.PARTITIONS)
                .boxed()
                .collect(toMap(partition -> new TopicPartition(topic, partition), _ -> OffsetSpec.latest()));
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.getBootstrapServers()))) {
            Waiting.await()
                    .until(() -> admin.listOffsets(ends).all().get().values().stream()
                            .anyMatch(end -> end.offset() > 0));
        }
    }
}
