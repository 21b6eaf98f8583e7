package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.testkit.clients.Chromium;
import dev.stepfold.testkit.clients.EventSourceClients;
import dev.stepfold.testkit.clients.NodeScript;
import dev.stepfold.testkit.clients.ReportingClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Clients of all protocols, as their users install them, while processes are killed in the middle of their runs. */
class ForeignClientsIT {
    private static final String REQUEST = "Create a task management system";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final StepId IN_FLIGHT_WITHOUT_GATEWAY = StepId.TECHNICAL_ANALYSIS;
    private static final StepId IN_FLIGHT_WITHOUT_KAFKA = StepId.ACTION_GENERATION;

    /** A document for each protocol, named after it, and one whose run is cancelled. */
    private static final List<String> FOLLOWED = List.of("ag-ui", "ai-sdk", "mcp", "durable-streams", "event-source");

    private static final String CANCELLED = "cancelled";

    private PacedModel model;
    private HeldReceiver receiver;
    private RunningStack stack;
    private Client client;
    private Chromium chromium;

    @BeforeEach
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws Exception {
        chromium = Chromium.start();
        model = PacedModel.start(Duration.ofMillis(20));
        receiver = new HeldReceiver();
        Map<String, String> environment = new HashMap<>(model.environment());
        environment.put("STEPFOLD_WEBHOOKS_ALLOW_PRIVATE", "on");
        stack = RunningStack.start(home, RunningStack.freePorts(), environment);
        client = new Client(stack.baseUrl());
    }

    @AfterEach
    void stop() {
        if (chromium != null) {
            chromium.close();
            receiver.close();
            model.close();
            stack.close();
        }
    }

    @Test
    void haveTheStateOfGetAfterTheGatewayAndKafkaWereKilled() throws Exception {
        client.post("/api/webhooks", "{\"url\":\"" + receiver.url() + "\"}", Runs.newKey());
        model.hold(IN_FLIGHT_WITHOUT_GATEWAY);
        model.hold(IN_FLIGHT_WITHOUT_KAFKA);
        List.of("durable-streams", "event-source", CANCELLED).forEach(this::create);
        try (ReportingClient agUi = NodeScript.start("clients", "ag-ui.mjs", uri("/api/ag-ui"), "ag-ui", REQUEST);
                ReportingClient aiSdk =
                        NodeScript.start("clients", "ai-sdk.mjs", uri("/api/ai-sdk"), "ai-sdk", REQUEST);
                ReportingClient mcp = NodeScript.start("clients", "mcp.mjs", uri("/api/mcp"), "mcp", "build");
                ReportingClient sse = NodeScript.start(
                        "clients", "durable-streams.mjs", uri(path("durable-streams") + "/stream"), "sse");
                ReportingClient longPoll = NodeScript.start(
                        "clients", "durable-streams.mjs", uri(path("durable-streams") + "/stream"), "long-poll");
                EventSourceClients eventSources =
                        new EventSourceClients(chromium, uri(path("event-source") + "/events?lastEventId=-1"))) {
            Map<ReportingClient, String> others = Map.of(
                    agUi, "ag-ui", aiSdk, "ai-sdk", mcp, "mcp", sse, "durable-streams", longPoll, "durable-streams");
            awaitInFlight(IN_FLIGHT_WITHOUT_GATEWAY, others, eventSources, 1);

            // When the gateway is killed between taking an event and posting it
            client.control(CANCELLED, "cancel", "{}", Runs.newKey());
            await().atMost(SOON).until(() -> receiver.taken().contains(CANCELLED + " agent-run cancelled"));
            stack.kill9("gateway");
            receiver.answer();
            model.release(IN_FLIGHT_WITHOUT_GATEWAY);
            stack.awaitHealthy("gateway");

            // Then
            awaitInFlight(IN_FLIGHT_WITHOUT_KAFKA, others, eventSources, 0);
            assertThat(eventSources.documented("gateway killed").values()).containsOnly("goes on");

            // When
            stack.kill9("kafka");
            model.release(IN_FLIGHT_WITHOUT_KAFKA);

            // Then
            JsonNode toldByAgUi = agUi.await("outcome").path("state");
            JsonNode toldByAiSdk = aiSdk.await("final").path("final");
            JsonNode toldByMcp =
                    json(mcp.await("read").at("/state/contents/0/text").asText());
            assertThat(state(toldByAgUi)).isEqualTo(awaitEnd("ag-ui"));
            assertThat(state(toldByAiSdk)).isEqualTo(awaitEnd("ai-sdk"));
            assertThat(state(toldByMcp)).isEqualTo(awaitEnd("mcp"));
            DocumentState durable = awaitEnd("durable-streams");
            for (ReportingClient reader : List.of(sse, longPoll)) {
                JsonNode events = reader.await("events").path("events");
                assertThat(Runs.fold(
                                "durable-streams", recorded(events.valueStream().toList())))
                        .isEqualTo(durable);
            }
            DocumentState state = awaitEnd("event-source");
            List<RecordedEvent> history = client.history("event-source");
            eventSources.awaitSequence(history.getLast().sequence());
            eventSources.forEach((name, eventSource) -> {
                List<RecordedEvent> seen = recorded(eventSource.events().stream()
                        .map(event -> json(event.path("data").asText()))
                        .toList());
                assertThat(seen).as(name).isEqualTo(history);
                assertThat(Runs.fold("event-source", seen)).as(name).isEqualTo(state);
            });
            assertThat(eventSources.documented("Kafka killed").values()).containsOnly("goes on");
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(receiver.answered())
                        .contains(CANCELLED + " agent-run cancelled")
                        .containsAll(FOLLOWED.stream()
                                .map(id -> id + " agent-run completed")
                                .toList()));
    }

    /** Waits until the step is in flight in all documents, and everybody knows. */
    private void awaitInFlight(
            StepId step, Map<ReportingClient, String> others, EventSourceClients eventSources, int further) {
        await().atMost(SOON).until(() -> model.asked(step) >= FOLLOWED.size() + further);
        others.forEach((other, id) -> other.awaitSequence(begun(id, step)));
        eventSources.awaitSequence(begun("event-source", step));
    }

    /** What {@code GET} answers, once the run is completed and the projection has seen its end. */
    private DocumentState awaitEnd(String id) {
        client.follow(id, null, Runs::endsRun);
        List<RecordedEvent> history = client.history(id);
        Runs.assertCompletedOnce(history);
        return await().atMost(SOON).until(() -> client.state(id), Runs.fold(id, history)::equals);
    }

    private long begun(String id, StepId step) {
        return client.history(id).stream()
                .filter(event -> event.event() instanceof AgentStep.Processing processing && processing.step() == step)
                .mapToLong(RecordedEvent::sequence)
                .max()
                .orElseThrow();
    }

    private void create(String id) {
        client.create(
                ContractMapper.mapper().createObjectNode().put("documentId", id).put("request", REQUEST),
                Runs.newKey());
    }

    private URI uri(String path) {
        return stack.baseUrl().resolve(path);
    }

    private static String path(String id) {
        return "/api/documents/" + id;
    }

    private static List<RecordedEvent> recorded(List<JsonNode> events) {
        return events.stream()
                .map(event -> new Frame("", "", event.toString()).recorded())
                .toList();
    }

    private static DocumentState state(JsonNode state) {
        return new Frame("", "", state.toString()).state();
    }

    private static JsonNode json(String text) {
        return Client.json(text);
    }
}
