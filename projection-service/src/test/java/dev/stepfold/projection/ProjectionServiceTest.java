package dev.stepfold.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.SharedBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one instance answers; each test has documents of its own. */
class ProjectionServiceTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path dataDir;

    private static RunningProjection projection;
    private static StepEvents events;

    private final String id = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        events = new StepEvents(BROKER.bootstrapServers());
        projection = RunningProjection.start(BROKER.bootstrapServers(), dataDir);
        projection.awaitReady();
    }

    @AfterAll
    static void stop() {
        projection.close();
        events.close();
    }

    @Test
    void answersWithTheStateItFolded() throws Exception {
        // Given
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");

        // When
        events.write(story);

        // Then
        projection.awaitState(story);
        HttpResponse<byte[]> answer = projection.get("/documents/" + id);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("ETag"))
                .hasValue("\"" + (story.events().size() - 1) + "\"");
    }

    @Test
    void showsThatItIsNotBehindOnceAllIsFoldedAndCommitted() throws Exception {
        // Given
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");

        // When
        events.write(story);

        // Then
        projection.awaitState(story);
        Waiting.await()
                .untilAsserted(() -> assertThat(
                                new String(projection.get("/prometheus").body(), UTF_8))
                        .containsPattern("(?m)^stepfold_projection_lag_events(\\{[^}]*})? 0\\.0$"));
    }

    @Test
    void saysThatADocumentIsUnknown() {
        assertProblem(projection.get("/documents/" + id), 404, "document-not-found");
    }

    @Test
    void refusesMalformedIdsAndUnknownPaths() {
        assertProblem(projection.get("/documents/a.b"), 400, "invalid-id");
        assertProblem(projection.get("/documents/a%2Fb"), 400, "invalid-id");
        assertProblem(projection.get("/documents/%0D%0A"), 400, "invalid-id");
        assertProblem(projection.get("/documents/" + "a".repeat(65)), 400, "invalid-id");
        assertProblem(projection.get("/document"), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=102", "limit=x", "status=asleep", "after=x", "after=1.a%0Ab", "partitions=-1"})
    void refusesMalformedQueries(String query) {
        assertProblem(projection.get("/documents?" + query), 400, "invalid-parameter");
    }

    @Test
    void isNotReadyToListAPartitionThatItDoesNotHave() {
        assertProblem(projection.getForwarded("/documents?partitions=0,77"), 503, "not-ready");
    }

    @Test
    void putsWhatItCannotReadIntoTheDeadLettersAndGoesOn() throws Exception {
        // Given
        EventStory story = EventStory.of(id).started("Create a clinic");

        // When
        events.writeRaw(id, "not an event".getBytes(UTF_8));
        events.write(story);

        // Then
        projection.awaitState(story);
        Waiting.await()
                .untilAsserted(() -> assertThat(deadLetters()).anySatisfy(letter -> {
                    assertThat(letter.value()).isEqualTo("not an event".getBytes(UTF_8));
                    assertThat(letter.key()).startsWith(KafkaNames.DEFAULT.stepEvents() + "/");
                    assertThat(letter.headers().lastHeader(DeadLetter.REASON).value())
                            .isEqualTo("not-json".getBytes(UTF_8));
                    assertThat(letter.headers().lastHeader(DeadLetter.KEY).value())
                            .isEqualTo(id.getBytes(UTF_8));
                }));
    }

    @Test
    void givesMetricsOfKafkaStreams() {
        Waiting.await()
                .untilAsserted(() -> assertThat(
                                new String(projection.get("/prometheus").body(), UTF_8))
                        .contains("kafka_stream_thread_commit_total"));
    }

    static void assertProblem(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("type").asText()).endsWith(code);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters() {
        TopicPartition partition = new TopicPartition(KafkaNames.DEFAULT.deadLetters(), 0);
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", BROKER.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            }
        }
        return letters;
    }

    private static JsonNode readTree(byte[] json) {
        try {
            return ContractMapper.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(new String(json, UTF_8), e);
        }
    }
}
