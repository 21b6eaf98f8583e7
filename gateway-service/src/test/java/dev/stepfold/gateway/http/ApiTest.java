package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.documentlog.Records;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls other than the stream, over real HTTP and a real broker; each test has a document of its own. */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(60)
final class ApiTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static String bootstrapServers;
    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;
    private static FakeProjection projection;
    private static CommandTopic commands;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());

    @BeforeAll
    static void start(KafkaCluster cluster) {
        bootstrapServers = cluster.getBootstrapServers();
        projection = new FakeProjection();
        gateway = new Gateway(
                        bootstrapServers, Map.of("stepfold.projection-url", "http://127.0.0.1:1," + projection.uri()))
                .awaitReady();
        orchestrator = new FakeOrchestrator(bootstrapServers);
        commands = new CommandTopic(bootstrapServers);
    }

    @AfterAll
    static void stop() {
        commands.close();
        orchestrator.close();
        gateway.close();
        projection.close();
    }

    @Test
    void writesTheCommandBeforeItAnswers() throws Exception {
        HttpResponse<String> answer = gateway.post("/api/documents", """
                {"request": "Track my tasks",
                 "options": {"insights": false,
                             "retryPolicy": {"maxAttempts": 2},
                             "stepRetryPolicies": {"action-generation": {"maxAttempts": 7}}}}""", "traceparent", TRACE);

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode accepted = json(answer);
        String id = accepted.path("documentId").asText();
        assertThat(answer.headers().firstValue("location")).hasValue("/api/documents/" + id);
        ConsumerRecord<String, byte[]> record = commandsOf(id).getFirst();
        Header trace = record.headers().lastHeader("traceparent");
        assertThat(new String(trace.value(), StandardCharsets.US_ASCII)).isEqualTo(TRACE);
        Command.StartRun start = (Command.StartRun) Records.command(record.key(), record.value());
        assertThat(start.documentId().value()).isEqualTo(id);
        assertThat(start.runId().value()).isEqualTo(accepted.path("runId").asText());
        assertThat(start.commandId().value())
                .isEqualTo(accepted.path("commandId").asText());
        assertThat(start.owner()).isEqualTo(Owner.LOCAL);
        assertThat(start.newDocument()).isTrue();
        assertThat(start.request()).isEqualTo("Track my tasks");
        assertThat(start.options().insights()).isFalse();
        assertThat(start.options().validation()).isTrue();
        assertThat(start.options().retryPolicyOf(StepId.DECISION_MAKING).maxAttempts())
                .isEqualTo(2);
        assertThat(start.options().retryPolicyOf(StepId.ACTION_GENERATION).maxAttempts())
                .isEqualTo(7);
    }

    @Test
    void refusesAnIdThatIsTaken() throws Exception {
        String body = "{\"request\":\"Track my tasks\",\"documentId\":\"" + document + "\"}";
        assertThat(gateway.post("/api/documents", body).statusCode()).isEqualTo(202);

        assertThat(gateway.post("/api/documents", body).statusCode()).isEqualTo(409);

        DocumentId recorded = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(recorded);
        orchestrator.append(SampleRun.from(recorded, 0, SampleRun.complete()));
        HttpResponse<String> answer =
                gateway.post("/api/documents", "{\"request\":\"Track my tasks\",\"documentId\":\"" + recorded + "\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).path("code").asText()).isEqualTo("document-exists");
    }

    @Test
    void refusesNewDocumentsBeyondTheQuota() {
        orchestrator.createTopic(document);
        try (Gateway full = new Gateway(bootstrapServers, Map.of("stepfold.document-topics-max", 1)).awaitReady()) {
            await().untilAsserted(() -> {
                HttpResponse<String> answer = full.post("/api/documents", "{\"request\":\"One more\"}");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(json(answer).path("code").asText()).isEqualTo("too-many-documents");
                assertThat(answer.headers().firstValue("retry-after")).isPresent();
            });
        }
    }

    @Test
    void restoresNoArchivedDocumentBeyondTheQuota() {
        orchestrator.createTopic(document);
        List<RecordedEvent> events = new ArrayList<>(run());
        events.add(new RecordedEvent(
                document,
                events.getLast().runId(),
                events.size(),
                events.getLast().timestamp(),
                new DocumentArchive.Archived(new CommandId("archive-1"))));
        orchestrator.append(events);
        projection.holds(DocumentFold.fold(document, events));
        try (Gateway full = new Gateway(bootstrapServers, Map.of("stepfold.document-topics-max", 1)).awaitReady()) {
            await().untilAsserted(() -> {
                HttpResponse<String> answer =
                        full.post("/api/documents/" + document + "/runs", "{\"request\":\"Add a note\"}");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(json(answer).path("code").asText()).isEqualTo("too-many-documents");
            });
        }
    }

    @Test
    void servesTheStateWithAnETagThatNamesItsLastEvent() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(run().subList(0, 5));
        projection.holds(DocumentFold.fold(document, run().subList(0, 5)));

        HttpResponse<String> answer = gateway.get("/api/documents/" + document);

        assertThat(answer.statusCode()).isEqualTo(200);
        String etag = answer.headers().firstValue("etag").orElseThrow();
        assertThat(etag).startsWith("\"4-");
        assertThat(JsonCodec.STATES.decode(answer.body().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(DocumentFold.fold(document, run().subList(0, 5)));
        assertThat(gateway.get("/api/documents/" + document, "If-None-Match", "\"3\", W/" + etag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(gateway.get("/api/documents/" + document, "If-None-Match", "\"3\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void servesTheStateAgainIfItsLogLostEventsAndOthersTookTheirPlaces() throws Exception {
        DocumentId twin = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(twin);
        orchestrator.append(SampleRun.from(twin, 0, SampleRun.complete().subList(0, 5)));
        String before = gateway.get("/api/documents/" + twin)
                .headers()
                .firstValue("etag")
                .orElseThrow();
        List<RecordedEvent> cut = SampleRun.cutAfter(3, run());
        orchestrator.createTopic(document);
        orchestrator.append(cut);
        projection.holds(DocumentFold.fold(document, run().subList(0, 5)));

        HttpResponse<String> answer = gateway.get("/api/documents/" + document, "If-None-Match", before);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonCodec.STATES.decode(answer.body().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(DocumentFold.fold(document, cut));
    }

    @Test
    void servesTheStateAsItWasAtASequence() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(run());
        projection.holds(DocumentFold.fold(document, run()));

        HttpResponse<String> answer = gateway.get("/api/documents/" + document + "?at=3");

        assertThat(JsonCodec.STATES.decode(answer.body().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(DocumentFold.fold(document, run().subList(0, 4)));
        assertThat(answer.headers().firstValue("etag").orElseThrow()).startsWith("\"3-");
        HttpResponse<String> beyond = gateway.get("/api/documents/" + document + "?at=20");
        assertThat(beyond.statusCode()).isEqualTo(404);
        assertThat(json(beyond).path("code").asText()).isEqualTo("sequence-not-found");
    }

    @Test
    void foldsTheTopicIfTheProjectionCannotAnswer() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(run());
        projection.failWith(503);
        try {
            HttpResponse<String> answer = gateway.get("/api/documents/" + document);

            assertThat(JsonCodec.STATES.decode(answer.body().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(DocumentFold.fold(document, run()));
        } finally {
            projection.failWith(0);
        }
    }

    @Test
    void servesTheHistoryAsAnArrayOrAsLines() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(run().subList(0, 3));
        orchestrator.append(run().subList(1, 2));
        orchestrator.append(List.of(SampleRun.at(document, 4, SampleRun.processing(StepId.first(), "again"))));
        String path = "/api/documents/" + document + "/history";

        JsonNode all = json(gateway.get(path));
        assertThat(all).extracting(event -> event.path("sequence").asLong()).containsExactly(0L, 1L, 2L, 4L);
        assertThat(json(gateway.get(path + "?from=1&to=2")))
                .extracting(event -> event.path("sequence").asLong())
                .containsExactly(1L, 2L);
        assertThat(json(gateway.get(path + "?from=3&to=1"))).isEmpty();
        assertThat(json(gateway.get(path + "?from=99"))).isEmpty();
        HttpResponse<String> lines = gateway.get(path, "Accept", "application/x-ndjson");
        assertThat(lines.headers().firstValue("content-type")).hasValue("application/x-ndjson");
        assertThat(lines.body().lines()).hasSize(4).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json, application/x-ndjson, application/problem+json | application/json",
                "application/x-ndjson, application/json | application/x-ndjson",
                "application/json;q=0.5, application/x-ndjson | application/x-ndjson",
                "*/* | application/json",
                "application/x-ndjson, */* | application/x-ndjson",
            })
    void servesTheHistoryAsItsCallerPrefersIt(String accept, String contentType) {
        orchestrator.createTopic(document);
        orchestrator.append(run().subList(0, 1));

        assertThat(gateway.get("/api/documents/" + document + "/history", "Accept", accept)
                        .headers()
                        .firstValue("content-type"))
                .hasValue(contentType);
    }

    @Test
    void servesALongHistoryWhole() throws Exception {
        orchestrator.createTopic(document);
        List<RecordedEvent> events = SampleRun.from(
                document, 0, java.util.Collections.nCopies(1_001, SampleRun.processing(StepId.first(), "on")));
        orchestrator.append(events);

        assertThat(json(gateway.get("/api/documents/" + document + "/history"))).hasSize(1_001);
    }

    @Test
    void saysWhatThereIsToResume() throws Exception {
        orchestrator.createTopic(document);
        List<RecordedEvent> events = new java.util.ArrayList<>(run().subList(0, 4));
        events.add(SampleRun.at(document, 4, SampleRun.failedAt(StepId.DECISION_MAKING, true)));
        orchestrator.append(events);

        JsonNode advice = json(gateway.get("/api/documents/" + document + "/resume"));

        assertThat(advice)
                .isEqualTo(ContractMapper.mapper()
                        .readTree("{\"shouldResume\":true,\"status\":\"failed\","
                                + "\"lastCompletedStep\":\"prompt-understanding\",\"nextStep\":\"decision-making\","
                                + "\"failedStep\":\"decision-making\",\"retryable\":true}"));
    }

    @Test
    void acceptsAChangeOnlyWhileNoRunIsActive() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(run().subList(0, 4));
        String runs = "/api/documents/" + document + "/runs";
        HttpResponse<String> refused = gateway.post(runs, "{\"request\":\"Add tags\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).path("code").asText()).isEqualTo("run-active");

        orchestrator.append(run().subList(4, 20));
        JsonNode accepted = json(gateway.post(runs, "{\"request\":\"Add tags\"}"));

        Command.StartRun start = (Command.StartRun) lastCommandOf(document.value());
        assertThat(start.newDocument()).isFalse();
        assertThat(start.runId().value()).isEqualTo(accepted.path("runId").asText());
    }

    @Test
    void writesControlCommandsThatCanBeApplied() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(run().subList(0, 4));
        String path = "/api/documents/" + document;

        assertThat(gateway.post(path + "/resume", "").statusCode()).isEqualTo(409);
        assertThat(json(gateway.post(path + "/retry", "{}")).path("code").asText())
                .isEqualTo("run-not-failed");
        assertThat(json(gateway.post(path + "/pause", "{\"runId\":\"older\"}"))
                        .path("code")
                        .asText())
                .isEqualTo("stale-run");
        assertThat(json(gateway.post(path + "/restart", "{\"step\":\"prompt-understanding\"}"))
                        .path("code")
                        .asText())
                .isEqualTo("run-active");
        assertThat(commandsOf(document.value())).isEmpty();

        JsonNode paused = json(gateway.post(path + "/pause", "{\"runId\":\"run-1\"}"));
        assertThat(paused.path("runId").asText()).isEqualTo("run-1");
        assertThat(lastCommandOf(document.value())).isInstanceOf(Command.Pause.class);

        orchestrator.append(List.of(SampleRun.at(document, 4, SampleRun.failedAt(StepId.DECISION_MAKING, true))));
        assertThat(json(gateway.post(path + "/restart", "{\"step\":\"action-generation\"}"))
                        .path("code")
                        .asText())
                .isEqualTo("step-not-reached");
        JsonNode restarted =
                json(gateway.post(path + "/restart", "{\"step\":\"prompt-understanding\",\"input\":{\"a\":1}}"));
        Command.Restart restart = (Command.Restart) lastCommandOf(document.value());
        assertThat(restart.newRunId().value()).isEqualTo(restarted.path("runId").asText());
        assertThat(restart.input()).isEqualTo(ContractMapper.mapper().readTree("{\"a\":1}"));
    }

    @Test
    void answersARepeatedControlCallWithoutACommandOnceItIsApplied() throws Exception {
        orchestrator.createTopic(document);
        orchestrator.append(run().subList(0, 4));
        String path = "/api/documents/" + document + "/cancel";
        JsonNode first = json(gateway.post(path, "", "Idempotency-Key", "cancel-it"));
        Command command = lastCommandOf(document.value());
        orchestrator.append(List.of(
                SampleRun.at(document, 4, new dev.stepfold.schemas.event.AgentRun.Cancelled(command.commandId()))));

        assertThat(json(gateway.post(path, "", "Idempotency-Key", "cancel-it"))).isEqualTo(first);

        assertThat(commandsOf(document.value())).hasSize(1);
        assertThat(gateway.post(path, "").statusCode()).isEqualTo(409);
    }

    @Test
    void servesPageContractHealthAndMetrics() throws Exception {
        assertThat(gateway.get("/").body()).contains("<title>Stepfold</title>");
        assertThat(gateway.get("/page.js").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/page.css").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/lib/lit-html/lit-html.js").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/openapi.yaml").body()).startsWith("openapi: 3.1");
        await().untilAsserted(() -> {
            HttpResponse<String> health = gateway.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(json(health).path("status").asText()).isEqualTo("UP");
        });
        assertThat(gateway.get("/prometheus").body()).contains("stepfold_gateway_streams");
    }

    private List<ConsumerRecord<String, byte[]>> commandsOf(String documentId) {
        return commands.records().stream()
                .filter(record -> documentId.equals(record.key()))
                .toList();
    }

    private Command lastCommandOf(String documentId) throws Exception {
        ConsumerRecord<String, byte[]> record = commandsOf(documentId).getLast();
        return Records.command(record.key(), record.value());
    }

    private List<RecordedEvent> run() {
        return SampleRun.from(document, 0, SampleRun.complete());
    }

    private static JsonNode json(HttpResponse<String> response) throws com.fasterxml.jackson.core.JacksonException {
        return ContractMapper.mapper().readTree(response.body());
    }
}
