package dev.stepfold.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.projection.topology.FormerTopology;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.ContractMapper;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.BrokerConfig;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lists over all partitions and instances. Each test has a broker of its own, because a list tells of all documents. */
@ExtendWith(KafkaClusterExtension.class)
class DocumentListTest {
    private static final int COUNT = 24;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dataDir;

    private final String id = UUID.randomUUID().toString();

    @Test
    void listsTheDocumentsOfAllInstancesPageByPage(
            @BrokerConfig(name = "group.min.session.timeout.ms", value = "1000") KafkaCluster kafka) throws Exception {
        // Given
        try (RunningProjection one = start(kafka, "one");
                RunningProjection two = start(kafka, "two")) {
            one.awaitReady();
            two.awaitReady();
            write(kafka);

            for (RunningProjection projection : List.of(one, two)) {
                // When
                Waiting.await()
                        .untilAsserted(
                                () -> assertThat(page(projection, "limit=100")).hasSize(COUNT));
                List<JsonNode> rows = new ArrayList<>(page(projection, "limit=10"));
                while (rows.size() < COUNT) {
                    JsonNode last = rows.getLast();
                    long created =
                            Instant.parse(last.path("createdAt").asText()).toEpochMilli();
                    rows.addAll(page(
                            projection,
                            "limit=10&after=" + created + "."
                                    + last.path("documentId").asText()));
                }

                // Then
                assertThat(rows.stream().map(row -> row.path("documentId").asText()))
                        .as("newest first, then by id; all of them here were made at the same time")
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .hasSize(COUNT);
                assertThat(page(projection, "owner=local&status=running&limit=101"))
                        .hasSize(COUNT);
                for (String other : List.of("somebody", "Local", "+local", "local%20", "local%E2%80%8B")) {
                    assertThat(page(projection, "owner=" + other + "&limit=101"))
                            .as(other)
                            .isEmpty();
                }
                assertThat(page(projection, "status=completed")).isEmpty();
            }
        }
    }

    @Test
    void listsDocumentsThatAVersionWithoutAnIndexFolded(
            @BrokerConfig(name = "group.min.session.timeout.ms", value = "1000") KafkaCluster kafka) throws Exception {
        // Given
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.getBootstrapServers()))) {
            SharedTopics.ensure(admin, KafkaNames.DEFAULT, new TopicLayout(RunningProjection.PARTITIONS, (short) 1));
        }
        write(kafka);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, KafkaNames.DEFAULT.projection());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.getBootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, dataDir.resolve("one").toString());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        try (KafkaStreams former = new KafkaStreams(FormerTopology.build(), settings)) {
            former.start();
            Waiting.await().ignoreExceptions().until(() -> FormerTopology.count(former) == COUNT);
            former.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        }

        // When
        try (RunningProjection projection = start(kafka, "one")) {
            projection.awaitReady();

            // Then
            Waiting.await()
                    .until(() -> page(projection, "owner=local&limit=101").size() == COUNT);
        }
    }

    private RunningProjection start(KafkaCluster kafka, String name) {
        return RunningProjection.start(kafka.getBootstrapServers(), dataDir.resolve(name));
    }

    private void write(KafkaCluster kafka) throws Exception {
        try (StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
            for (int i : IntStream.range(0, COUNT).toArray()) {
                events.write(EventStory.of(id + "-" + i).started("Request " + i));
            }
        }
    }

    /** A page as a client has it, who asks again while the list is not ready. */
    private static List<JsonNode> page(RunningProjection projection, String query) throws Exception {
        HttpResponse<byte[]> answer =
                Waiting.await().until(() -> projection.get("/documents?" + query), it -> it.statusCode() != 503);
        assertThat(answer.statusCode()).isEqualTo(200);
        List<JsonNode> rows = new ArrayList<>();
        ContractMapper.mapper().readTree(answer.body()).path("documents").forEach(rows::add);
        return rows;
    }
}
