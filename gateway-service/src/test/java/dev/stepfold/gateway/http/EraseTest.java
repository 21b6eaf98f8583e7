package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.Records;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code DELETE /api/documents/{id}}, and what clients are told of a document that is erased and recreated. */
class EraseTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Instant ERASED_AT = SampleRun.START.plus(Duration.ofHours(1));

    private static String bootstrapServers = "";
    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;
    private static FakeProjection projection;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());

    @BeforeAll
    static void start() {
        bootstrapServers = BROKER.bootstrapServers();
        projection = new FakeProjection();
        gateway = new Gateway(
                        bootstrapServers,
                        Map.of("stepfold.projection-url", projection.uri().toString()))
                .awaitReady();
        orchestrator = new FakeOrchestrator(bootstrapServers);
    }

    @AfterAll
    static void stop() {
        orchestrator.close();
        gateway.close();
        projection.close();
    }

    @BeforeEach
    void aFinishedDocument() {
        orchestrator.createTopic(document);
        orchestrator.happen(run());
        projection.holds(DocumentFold.fold(document, run()));
    }

    @AfterEach
    void leavesNoStreamBehind() {
        await().until(() -> gateway.streams() == 0);
    }

    @Test
    void writesTheCommandOnceForARepeatedCall() {
        // When
        HttpResponse<String> first = delete("Idempotency-Key", "erase-" + document);
        HttpResponse<String> again = delete("Idempotency-Key", "erase-" + document);

        // Then
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(commands()).hasSize(1).first().isInstanceOf(Command.Erase.class);
    }

    @Test
    void knowsNoDocumentThatIsNotThere() {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(gateway.uri("/api/documents/unknown")).DELETE());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("document-not-found");
    }

    @Test
    void isGoneForEverybodyWhateverTheProjectionStillSays() {
        // Given
        assertThat(gateway.get("/api/documents/" + document).statusCode()).isEqualTo(200);

        // When
        orchestrator.erase(document, ERASED_AT);

        // Then
        for (String path :
                List.of("", "?at=3", "/history", "/verify", "/head", "/resume", "/events", "/events?lastEventId=3")) {
            assertThat(gateway.get("/api/documents/" + document + path).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : List.of("/tickets", "/retry")) {
            assertThat(gateway.post("/api/documents/" + document + path, "{}").statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(delete().statusCode()).isEqualTo(404);
    }

    @Test
    void showsARecreatedDocumentWhateverTheProjectionStillSays() throws Exception {
        // Given
        projection.holds(DocumentFold.fold(document, run().subList(0, 3)));
        orchestrator.erase(document, ERASED_AT);
        await().until(this::recreated);
        orchestrator.happen(recreated(8));
        gateway.awaitRelayed(recreated(8).getLast());

        // When
        HttpResponse<String> state = gateway.get("/api/documents/" + document);
        HttpResponse<String> history = gateway.get("/api/documents/" + document + "/history");
        HttpResponse<String> verification = gateway.get("/api/documents/" + document + "/verify");

        // Then
        assertThat(JsonCodec.STATES.decode(state.body().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(DocumentFold.fold(document, recreated(8)));
        assertThat(history.body()).contains(recreated(1).getFirst().timestamp().toString());
        assertThat(verification.statusCode()).isEqualTo(503);
        assertThat(verification.body()).contains("projection-unavailable");
        try (SseClient client = SseClient.connect(gateway.uri("/api/documents/" + document + "/events"), null)) {
            assertThat(client.names(1)).containsExactly("snapshot:7");
            orchestrator.happen(recreated(9).subList(8, 9));
            assertThat(client.names(1)).containsExactly("step-result:8");
        }
    }

    @Test
    void showsADocumentThatIsAboutToBeRecreatedAsPendingWhateverTheProjectionStillSays() {
        // Given
        orchestrator.erase(document, ERASED_AT);

        // When
        HttpResponse<String> answer =
                gateway.post("/api/documents", "{\"request\":\"Once more\",\"documentId\":\"" + document + "\"}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(gateway.get("/api/documents/" + document).body()).contains("\"pending\"");
        assertThat(gateway.get("/api/documents/" + document + "/verify").statusCode())
                .isEqualTo(503);
        try (SseClient client = SseClient.connect(gateway.uri("/api/documents/" + document + "/events"), null)) {
            assertThat(client.names(1)).containsExactly("snapshot:-1");
        }
    }

    @Test
    void answersACallerThatWaitsOnceTheDocumentIsGone() throws Exception {
        // Given
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> delete("Prefer", "wait=20"));
        await().until(() -> !commands().isEmpty());

        // When
        orchestrator.erase(document, ERASED_AT);

        // Then
        assertThat(answer.get().statusCode()).isEqualTo(202);
    }

    @Test
    void tellsAWatcherAndEndsItsStream() {
        try (SseClient client = connect("19")) {
            await().until(() -> gateway.streams() == 1);

            // When
            orchestrator.erase(document, ERASED_AT);

            // Then
            SseClient.Frame reset = client.next().orElseThrow();
            assertThat(reset.event()).isEqualTo("reset");
            assertThat(reset.data()).contains("\"erased\"");
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void tellsAWatcherThatTheDocumentWasRecreated() {
        try (SseClient client = connect("19")) {
            await().until(() -> gateway.streams() == 1);

            // When
            orchestrator.deleteTopic(document);
            await().until(this::recreated);
            orchestrator.append(recreated(3));
            orchestrator.forwardErasure(document, ERASED_AT);
            orchestrator.forward(recreated(3));

            // Then
            SseClient.Frame reset = client.next().orElseThrow();
            assertThat(reset.event()).isEqualTo("reset");
            assertThat(reset.data()).contains("\"made-anew\"");
            assertThat(client.names(1)).containsExactly("snapshot:2");
            orchestrator.happen(recreated(4).subList(3, 4));
            assertThat(client.names(1)).containsExactly("agent-step:3");
        }
    }

    @Test
    void resetsAClientThatWasAwayAndIsBeyondTheEndOfTheNewDocument() {
        // Given
        orchestrator.erase(document, ERASED_AT);
        await().until(this::recreated);
        orchestrator.happen(recreated(3));
        gateway.awaitRelayed(recreated(3).getLast());

        // When
        try (SseClient client = connect("19")) {
            // Then
            SseClient.Frame reset = client.next().orElseThrow();
            assertThat(reset.event()).isEqualTo("reset");
            assertThat(reset.data()).contains("\"beyond-end\"");
            assertThat(client.names(1)).containsExactly("snapshot:2");
        }
        assertThat(gateway.get("/api/documents/" + document)
                        .headers()
                        .firstValue("etag")
                        .orElseThrow())
                .startsWith("\"2-");
    }

    /** The broker may still be deleting the old topic. */
    private boolean recreated() {
        try {
            orchestrator.createTopic(document);
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    private List<RecordedEvent> run() {
        return SampleRun.from(document, 0, SampleRun.complete());
    }

    private List<RecordedEvent> recreated(int count) {
        return SampleRun.recreated(run().subList(0, count));
    }

    private HttpResponse<String> delete(String... headers) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/api/documents/" + document))
                        .DELETE(),
                headers);
    }

    private SseClient connect(String lastEventId) {
        return SseClient.connect(gateway.uri("/api/documents/" + document + "/events"), lastEventId);
    }

    private List<Command> commands() {
        try (CommandTopic topic = new CommandTopic(bootstrapServers)) {
            return topic.records().stream()
                    .filter(record -> document.value().equals(record.key()))
                    .map(record -> {
                        try {
                            return Records.command(record.key(), record.value());
                        } catch (UnreadableException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }
}
