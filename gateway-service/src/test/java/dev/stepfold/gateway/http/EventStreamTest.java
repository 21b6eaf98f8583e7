package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The resume contract over real HTTP and a real broker; each test has a document of its own. */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(60)
final class EventStreamTest {
    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;
    private static FakeProjection projection;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());

    @BeforeAll
    static void start(KafkaCluster cluster) {
        projection = new FakeProjection();
        gateway = new Gateway(
                        cluster.getBootstrapServers(),
                        Map.of("stepfold.projection-url", projection.uri().toString(), "stepfold.heartbeat", "200ms"))
                .awaitReady();
        orchestrator = new FakeOrchestrator(cluster.getBootstrapServers());
    }

    @AfterAll
    static void stop() {
        orchestrator.close();
        gateway.close();
        projection.close();
    }

    @AfterEach
    void leavesNoStreamBehind() {
        await().until(() -> gateway.streams() == 0);
    }

    @Test
    void sendsASnapshotAndThenTheEventsAsTheyHappen() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 5));

        try (SseClient client = connect(null)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.headers().firstValue("content-type")).hasValue("text/event-stream");
            assertThat(client.headers().firstValue("cache-control")).hasValue("no-store");
            assertThat(client.headers().firstValue("x-accel-buffering")).hasValue("no");
            assertThat(client.headers().firstValue("content-encoding")).isEmpty();
            SseClient.Frame snapshot = client.next().orElseThrow();
            assertThat(client.retry()).matches("[1-3][0-9]{3}");
            assertThat(snapshot.event()).isEqualTo("snapshot");
            DocumentState state = JsonCodec.STATES.decode(snapshot.data().getBytes(StandardCharsets.UTF_8));
            assertThat(state).isEqualTo(DocumentFold.fold(document, run().subList(0, 5)));

            orchestrator.happen(run().subList(5, 20));

            for (RecordedEvent expected : run().subList(5, 20)) {
                SseClient.Frame frame = client.next().orElseThrow();
                assertThat(frame.id()).isEqualTo(Long.toString(expected.sequence()));
                assertThat(JsonCodec.EVENTS.decode(frame.data().getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void resumesAfterTheLastEventIdWithNothingElse() {
        orchestrator.createTopic(document);
        orchestrator.happen(run());

        try (SseClient client = connect("5")) {
            assertThat(ids(client, 14)).isEqualTo(ids(6, 20));
        }
        try (SseClient client = SseClient.connect(URI.create(events() + "?lastEventId=-1"), null)) {
            assertThat(ids(client, 20)).isEqualTo(ids(0, 20));
        }
    }

    @Test
    void beginsWithTheLatestSnapshotWhereTheProjectionIsBehind() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 8));
        projection.holds(DocumentFold.fold(document, run().subList(0, 3)));

        try (SseClient client = connect(null)) {
            assertThat(client.names(1)).containsExactly("snapshot:7");
            orchestrator.happen(run().subList(8, 10));
            assertThat(ids(client, 2)).isEqualTo(ids(8, 10));
        }
    }

    @Test
    void foldsTheTopicForASnapshotWhereTheProjectionFails() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 8));
        projection.failWith(503);

        try (SseClient client = connect(null)) {
            assertThat(client.names(1)).containsExactly("snapshot:7");
            orchestrator.happen(run().subList(8, 12));
            assertThat(ids(client, 4)).isEqualTo(ids(8, 12));
        } finally {
            projection.failWith(0);
        }
    }

    @Test
    void resumesAfterTheFirstEventAndAfterTheLast() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 6));

        try (SseClient afterFirst = connect("0");
                SseClient afterLast = connect("5")) {
            assertThat(ids(afterFirst, 5)).isEqualTo(ids(1, 6));
            orchestrator.happen(run().subList(6, 8));
            assertThat(ids(afterLast, 2)).isEqualTo(ids(6, 8));
        }
    }

    @Test
    void goesOnOverACancelAndARestart() {
        RunId again = new RunId("run-2");
        List<RecordedEvent> events = SampleRun.from(
                document,
                0,
                List.of(
                        SampleRun.started(),
                        SampleRun.processing(StepId.first(), "Working"),
                        new AgentRun.Cancelled(new CommandId("cancel"))));
        RecordedEvent restarted = new RecordedEvent(
                document,
                again,
                3,
                SampleRun.START.plusSeconds(1),
                new AgentRun.Restarted(new CommandId("restart"), StepId.first(), null));
        orchestrator.createTopic(document);
        orchestrator.happen(events.subList(0, 1));

        try (SseClient open = connect(null);
                SseClient untilRest = SseClient.connect(URI.create(events() + "?until=rest"), null)) {
            assertThat(open.names(1)).containsExactly("snapshot:0");
            assertThat(untilRest.names(1)).containsExactly("snapshot:0");
            orchestrator.happen(events.subList(1, 3));
            assertThat(untilRest.names(2)).containsExactly("agent-step:1", "agent-run:2");
            assertThat(untilRest.next()).isEmpty();

            orchestrator.happen(List.of(restarted));

            assertThat(open.names(3)).containsExactly("agent-step:1", "agent-run:2", "agent-run:3");
        }
    }

    @Test
    void resetsInBandACursorThatIsBeyondTheEndOrGarbage() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 3));

        for (String cursor : List.of("3", "999999999999999999", "99999999999999999999", "-2", "abc", "1.5", "2 3")) {
            try (SseClient client = connect(cursor)) {
                assertThat(client.names(2)).as(cursor).containsExactly("reset:null", "snapshot:2");
            }
        }
    }

    @Test
    void neverSaysThatADocumentAcceptedAMomentAgoDoesNotExist() {
        var answer = gateway.post("/api/documents", "{\"request\":\"Create it\",\"documentId\":\"" + document + "\"}");
        assertThat(answer.statusCode()).isEqualTo(202);

        assertThat(gateway.get("/api/documents/" + document).body()).contains("\"status\":\"pending\"");
        try (SseClient client = connect(null)) {
            assertThat(client.names(1)).containsExactly("snapshot:-1");

            orchestrator.createTopic(document);
            orchestrator.happen(run().subList(0, 4));

            assertThat(ids(client, 4)).isEqualTo(ids(0, 4));
        }
    }

    @Test
    void fillsAHoleWhereAForwardDidNotCome() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 2));
        try (SseClient client = connect(null)) {
            client.names(1);

            orchestrator.append(run().subList(2, 6));
            orchestrator.forward(run().subList(5, 6));

            assertThat(ids(client, 4)).isEqualTo(ids(2, 6));
        }
    }

    @Test
    void endsWhenTheRunIsAtRestIfAsked() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 18));
        try (SseClient client = SseClient.connect(URI.create(events() + "?until=rest"), null)) {
            client.names(1);
            orchestrator.happen(run().subList(18, 20));

            assertThat(ids(client, 2)).isEqualTo(ids(18, 20));
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void sendsHeartbeatsWhileNothingHappens() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 1));
        try (SseClient client = connect(null)) {
            client.names(1);

            assertThat(client.nextComment()).isEqualTo(": heartbeat");
            assertThat(client.nextComment()).isEqualTo(": heartbeat");
            orchestrator.happen(run().subList(1, 2));
            assertThat(ids(client, 1)).isEqualTo(ids(1, 2));
        }
    }

    @Test
    void tellsEveryClientExactlyOnceInOrderThroughRandomDisconnects() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<RecordedEvent> events = many(300);
        orchestrator.createTopic(document);
        orchestrator.happen(events.subList(0, 1));
        Thread writer = Thread.ofVirtual().start(() -> orchestrator.happen(events.subList(1, 300)));

        List<String> received = new ArrayList<>();
        String cursor = "-1";
        while (received.size() < 300) {
            try (SseClient client = connect(cursor)) {
                int take = Math.min(300 - received.size(), 1 + random.nextInt(40));
                received.addAll(ids(client, take));
                cursor = received.getLast();
            }
        }
        writer.join();

        assertThat(received).as("seed %d", seed).isEqualTo(ids(0, 300));
    }

    @Test
    void feedsManyWatchersOfOneDocumentAlike() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 1));
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(connect(null));
        }
        orchestrator.happen(run().subList(1, 20));
        for (SseClient client : clients) {
            assertThat(client.names(1)).hasSize(1);
        }
        clients.forEach(SseClient::close);
    }

    @Test
    void collapsesWhatAClientThatDoesNotReadMissedIntoASnapshot() {
        List<DocumentEvent> large = Collections.nCopies(800, SampleRun.processing(StepId.first(), "x".repeat(50_000)));
        List<RecordedEvent> events = SampleRun.from(document, 0, large);
        orchestrator.createTopic(document);
        orchestrator.happen(events.subList(0, 1));
        try (SseClient client = connect(null)) {
            client.names(1);
            for (int first = 1; first < 799; first += 42) {
                orchestrator.append(events.subList(first, first + 42));
                orchestrator.forward(events.subList(first, first + 42));
            }

            List<String> received = new ArrayList<>();
            while (received.isEmpty() || !received.getLast().endsWith(":798")) {
                received.addAll(client.names(1));
            }

            assertThat(received).hasSizeLessThan(798).anyMatch(name -> name.startsWith("snapshot:"));
            assertGapsOnlyBeforeSnapshots(received);
        }
    }

    private static void assertGapsOnlyBeforeSnapshots(List<String> received) {
        long last = 0;
        for (String name : received) {
            long id = Long.parseLong(name.substring(name.indexOf(':') + 1));
            if (name.startsWith("snapshot:")) {
                assertThat(id).isGreaterThan(last);
            } else {
                assertThat(id).isEqualTo(last + 1);
            }
            last = id;
        }
    }

    @Test
    void unregistersAClientThatGoesAwayWithoutAWord() {
        orchestrator.createTopic(document);
        orchestrator.happen(run().subList(0, 1));
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(connect(null));
        }
        await().until(() -> gateway.streams() == 10);

        clients.forEach(SseClient::close);

        await().until(() -> gateway.streams() == 0);
    }

    @Test
    void answersAnUnknownDocumentAndMalformedRequestsWithProblems() {
        assertThat(gateway.get("/api/documents/nobody/events").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/api/documents/nobody/events").body()).contains("\"code\":\"document-not-found\"");
        assertThat(gateway.get("/api/documents/no+body/events").body()).contains("\"code\":\"invalid-id\"");
        assertThat(gateway.get("/api/documents/nobody/events?until=noon").body())
                .contains("\"code\":\"invalid-parameter\"");
    }

    private SseClient connect(@org.jspecify.annotations.Nullable String cursor) {
        return SseClient.connect(events(), cursor);
    }

    private URI events() {
        return gateway.uri("/api/documents/" + document + "/events");
    }

    private List<RecordedEvent> run() {
        return SampleRun.from(document, 0, SampleRun.complete());
    }

    private List<RecordedEvent> many(int count) {
        List<DocumentEvent> events = LongStream.range(0, count)
                .<DocumentEvent>mapToObj(i -> SampleRun.processing(StepId.first(), "at " + i))
                .toList();
        return SampleRun.from(document, 0, events);
    }

    private static List<String> ids(SseClient client, int count) {
        return client.names(count).stream()
                .map(name -> name.substring(name.indexOf(':') + 1))
                .toList();
    }

    private static List<String> ids(long first, long end) {
        return LongStream.range(first, end).mapToObj(Long::toString).toList();
    }
}
