package dev.stepfold.projection;

import static dev.stepfold.projection.ProjectionServiceTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.testkit.SharedBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Instances that come and go. Each test has documents, instances and state directories of its own. */
class InstancesTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dataDir;

    private final String id = UUID.randomUUID().toString();
    private StepEvents events;

    @BeforeEach
    void connect() {
        events = new StepEvents(BROKER.bootstrapServers());
    }

    @AfterEach
    void disconnect() {
        events.close();
    }

    @Test
    void hasItsStatesAgainAfterARestart() throws Exception {
        // Given
        String instance = "restart-" + id;
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");
        try (RunningProjection projection = startReady(dataDir, instance)) {
            events.write(story);
            projection.awaitState(story);
        }

        // When
        try (RunningProjection projection = startReady(dataDir, instance)) {
            // Then
            projection.awaitState(story);
        }
        leaveGroup(instance);
    }

    @Test
    void rebuildsItsStatesAfterTheyWereWiped() throws Exception {
        // Given
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");
        try (RunningProjection projection = startReady(dataDir, "")) {
            events.write(story);
            projection.awaitState(story);
        }
        delete(dataDir.resolve(KafkaNames.DEFAULT.projection()));

        // When
        try (RunningProjection projection = startReady(dataDir, "")) {
            // Then
            projection.awaitState(story);
        }
    }

    @Test
    void forwardsToTheInstanceThatHasTheDocument() throws Exception {
        // Given
        List<EventStory> stories = stories();
        try (RunningProjection one = start(dataDir.resolve("one"), "");
                RunningProjection two = start(dataDir.resolve("two"), "")) {
            awaitBothHaveTasks(one, two);

            // When
            for (EventStory story : stories) {
                events.write(story);
            }

            // Then
            for (EventStory story : stories) {
                one.awaitState(story);
                two.awaitState(story);
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
        String gone = "gone-" + id;
        List<EventStory> stories = stories();
        try (RunningProjection one = start(dataDir.resolve("one"), "")) {
            try (RunningProjection two = start(dataDir.resolve("two"), gone)) {
                awaitBothHaveTasks(one, two);
                for (EventStory story : stories) {
                    events.write(story);
                }
                for (EventStory story : stories) {
                    one.awaitState(story);
                }
            }

            // When
            List<HttpResponse<byte[]>> answers = stories.stream()
                    .map(story -> one.get("/documents/" + story.documentId()))
                    .toList();

            // Then
            assertThat(answers).anySatisfy(answer -> assertNotReady(answer));
            leaveGroup(gone);
            for (EventStory story : stories) {
                one.awaitState(story);
            }
        }
    }

    private List<EventStory> stories() {
        return IntStream.range(0, 24)
                .mapToObj(i -> EventStory.of(id + "-" + i).started("Request " + i))
                .toList();
    }

    private static void assertNotForwardedAgain(RunningProjection projection, EventStory story) {
        assertNotReady(projection.getForwarded("/documents/" + story.documentId()));
    }

    private static void assertNotReady(HttpResponse<byte[]> answer) {
        assertProblem(answer, 503, "not-ready");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    private static void awaitBothHaveTasks(RunningProjection one, RunningProjection two) {
        Waiting.await().until(() -> activeTasks(one) > 0 && activeTasks(two) > 0);
        one.awaitReady();
        two.awaitReady();
    }

    private static long activeTasks(RunningProjection projection) {
        return projection.supervisor().streams().stream()
                .flatMap(streams -> streams.metadataForLocalThreads().stream())
                .mapToLong(thread -> thread.activeTasks().size())
                .sum();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A static member stays in its group when it is closed: the next test would wait until its session ends. */
    private static void leaveGroup(String instance) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(
                            KafkaNames.DEFAULT.projection(),
                            new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(instance + "-1"))))
                    .all()
                    .get();
        }
    }

    /** One that Kafka knows again has a session that does not end while it is away. */
    private static RunningProjection start(Path dataDir, String instance) {
        return RunningProjection.start(
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        BROKER.bootstrapServers(),
                        "STEPFOLD_INSTANCE",
                        instance,
                        "STEPFOLD_SESSION_TIMEOUT_MS",
                        instance.isEmpty() ? "2000" : "30000"),
                dataDir);
    }

    private static RunningProjection startReady(Path dataDir, String instance) {
        RunningProjection projection = start(dataDir, instance);
        projection.awaitReady();
        return projection;
    }
}
