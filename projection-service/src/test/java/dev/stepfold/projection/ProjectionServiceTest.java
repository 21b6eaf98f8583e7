package dev.stepfold.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.projection.streams.StreamsSettings;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentFold;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.BrokerConfig;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One broker for all; each test has documents, instances and state directories of its own. */
@ExtendWith(KafkaClusterExtension.class)
class ProjectionServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @BrokerConfig(name = "group.min.session.timeout.ms", value = "1000")
    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster kafka;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dataDir;

    private final String id = UUID.randomUUID().toString();

    @Test
    void answersWithTheStateItFolded() throws Exception {
        // Given
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");
        try (RunningProjection projection = startReady(dataDir, "")) {
            // When
            write(story);

            // Then
            awaitState(projection, story);
            HttpResponse<byte[]> answer = projection.get("/documents/" + id);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(answer.headers().firstValue("ETag"))
                    .hasValue("\"" + (story.events().size() - 1) + "\"");
        }
    }

    @Test
    void saysThatADocumentIsUnknown() throws Exception {
        try (RunningProjection projection = startReady(dataDir, "")) {
            assertProblem(projection.get("/documents/" + id), 404, "document-not-found");
        }
    }

    @Test
    void refusesMalformedIdsAndUnknownPaths() throws Exception {
        try (RunningProjection projection = startReady(dataDir, "")) {
            assertProblem(projection.get("/documents/a.b"), 400, "invalid-id");
            assertProblem(projection.get("/documents/a%2Fb"), 400, "invalid-id");
            assertProblem(projection.get("/documents/%0D%0A"), 400, "invalid-id");
            assertProblem(projection.get("/documents/" + "a".repeat(65)), 400, "invalid-id");
            assertProblem(projection.get("/document"), 404, "not-found");
        }
    }

    @Test
    void putsWhatItCannotReadIntoTheDeadLettersAndGoesOn() throws Exception {
        // Given
        EventStory story = EventStory.of(id).started("Create a clinic");
        try (RunningProjection projection = startReady(dataDir, "");
                StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
            // When
            events.writeRaw(id, "not an event".getBytes(UTF_8));
            events.write(story);

            // Then
            awaitState(projection, story);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(deadLetters()).anySatisfy(letter -> {
                        assertThat(letter.value()).isEqualTo("not an event".getBytes(UTF_8));
                        assertThat(letter.key()).startsWith(Topics.STEP_EVENTS + "/");
                        assertThat(letter.headers()
                                        .lastHeader(DeadLetter.REASON)
                                        .value())
                                .isEqualTo("not-json".getBytes(UTF_8));
                        assertThat(letter.headers().lastHeader(DeadLetter.KEY).value())
                                .isEqualTo(id.getBytes(UTF_8));
                    }));
        }
    }

    @Test
    void hasItsStatesAgainAfterARestart() throws Exception {
        // Given
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");
        try (RunningProjection projection = startReady(dataDir, "restart-" + id)) {
            write(story);
            awaitState(projection, story);
        }

        // When
        try (RunningProjection projection = startReady(dataDir, "restart-" + id)) {
            // Then
            awaitState(projection, story);
        }
    }

    @Test
    void rebuildsItsStatesAfterTheyWereWiped() throws Exception {
        // Given
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");
        try (RunningProjection projection = startReady(dataDir, "")) {
            write(story);
            awaitState(projection, story);
        }
        delete(dataDir.resolve(StreamsSettings.APPLICATION_ID));

        // When
        try (RunningProjection projection = startReady(dataDir, "")) {
            // Then
            awaitState(projection, story);
        }
    }

    @Test
    void forwardsToTheInstanceThatHasTheDocument() throws Exception {
        // Given
        List<EventStory> stories = IntStream.range(0, 24)
                .mapToObj(i -> EventStory.of(id + "-" + i).started("Request " + i))
                .toList();
        try (RunningProjection one = startReady(dataDir.resolve("one"), "");
                RunningProjection two = startReady(dataDir.resolve("two"), "")) {
            awaitBothHaveTasks(one, two);

            // When
            for (EventStory story : stories) {
                write(story);
            }

            // Then
            for (EventStory story : stories) {
                awaitState(one, story);
                awaitState(two, story);
            }
            assertThat(stories).anySatisfy(story -> assertNotForwardedAgain(one, story));
            assertThat(stories).anySatisfy(story -> assertNotForwardedAgain(two, story));
            assertProblem(one.get("/documents/unknown-" + id), 404, "document-not-found");
            assertProblem(two.get("/documents/unknown-" + id), 404, "document-not-found");
        }
    }

    @Test
    void isNotReadyForADocumentOfAnInstanceThatIsGone() throws Exception {
        // Given
        List<EventStory> stories = IntStream.range(0, 24)
                .mapToObj(i -> EventStory.of(id + "-" + i).started("Request " + i))
                .toList();
        try (RunningProjection one = startReady(dataDir.resolve("one"), "")) {
            try (RunningProjection two = startReady(dataDir.resolve("two"), "gone-" + id)) {
                awaitBothHaveTasks(one, two);
                for (EventStory story : stories) {
                    write(story);
                    awaitState(one, story);
                }
            }

            // When
            List<HttpResponse<byte[]>> answers = stories.stream()
                    .map(story -> one.get("/documents/" + story.documentId()))
                    .toList();

            // Then
            assertThat(answers).anySatisfy(answer -> assertNotReady(answer));
            for (EventStory story : stories) {
                awaitState(one, story);
            }
        }
    }

    @Test
    void givesMetricsOfKafkaStreams() throws Exception {
        try (RunningProjection projection = startReady(dataDir, "")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    new String(projection.get("/prometheus").body(), UTF_8))
                            .contains("kafka_stream_thread_commit_total"));
        }
    }

    private static void assertNotForwardedAgain(RunningProjection projection, EventStory story) {
        assertNotReady(projection.getForwarded("/documents/" + story.documentId()));
    }

    private static void assertNotReady(HttpResponse<byte[]> answer) {
        assertProblem(answer, 503, "not-ready");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
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

    static void awaitState(RunningProjection projection, EventStory story) {
        byte[] state = JsonCodec.STATES.encode(DocumentFold.fold(story.documentId(), story.events()));
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<byte[]> answer = projection.get("/documents/" + story.documentId());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(state);
        });
    }

    static void awaitReady(RunningProjection projection) {
        await().atMost(PATIENCE).until(projection::health, status -> status == 200);
    }

    private static void awaitBothHaveTasks(RunningProjection one, RunningProjection two) {
        await().atMost(PATIENCE).until(() -> activeTasks(one) > 0 && activeTasks(two) > 0);
        awaitReady(one);
        awaitReady(two);
    }

    private static long activeTasks(RunningProjection projection) {
        return projection.supervisor().streams().stream()
                .flatMap(streams -> streams.metadataForLocalThreads().stream())
                .mapToLong(thread -> thread.activeTasks().size())
                .sum();
    }

    private static RunningProjection startReady(Path dataDir, String instance) {
        RunningProjection projection = RunningProjection.start(kafka.getBootstrapServers(), dataDir, instance);
        awaitReady(projection);
        return projection;
    }

    private static void write(EventStory story) throws Exception {
        try (StepEvents events = new StepEvents(kafka.getBootstrapServers())) {
            events.write(story);
        }
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.getBootstrapServers(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new org.apache.kafka.common.TopicPartition(Topics.DEAD_LETTERS, 0)));
            return Stream.generate(() -> consumer.poll(Duration.ofMillis(500)))
                    .takeWhile(records -> !records.isEmpty())
                    .flatMap(records ->
                            records
                                    .records(new org.apache.kafka.common.TopicPartition(Topics.DEAD_LETTERS, 0))
                                    .stream())
                    .toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static JsonNode readTree(byte[] json) {
        try {
            return ContractMapper.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(new String(json, UTF_8), e);
        }
    }
}
