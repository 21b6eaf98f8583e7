package dev.stepfold.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.Issuer;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.testkit.SharedBroker;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents belong to the subject of the token that created them; for others they do not exist. */
@Timeout(60)
final class OwnershipTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Issuer ISSUER = new Issuer();
    private static final FakeProjection PROJECTION = new FakeProjection();
    private static FakeOrchestrator orchestrator;
    private static CommandTopic commands;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of(
                                "stepfold.auth", "jwt",
                                "stepfold.jwt-issuer", ISSUER.uri(),
                                "stepfold.projection-url", PROJECTION.uri().toString()))
                .awaitReady();
        commands = new CommandTopic(BROKER.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        commands.close();
        gateway.close();
        orchestrator.close();
        PROJECTION.close();
        ISSUER.close();
    }

    @Test
    void showsADocumentToItsOwnerOnly() throws Exception {
        seenByItsOwnerOnly(projected(failedRun("alice")));
    }

    @Test
    void showsADocumentToItsOwnerOnlyIfTheProjectionDoesNotKnowIt() throws Exception {
        seenByItsOwnerOnly(failedRun("alice"));
    }

    @Test
    void showsADocumentThatHasNoEventYetToItsOwnerOnly() throws Exception {
        HttpResponse<String> accepted =
                gateway.post("/api/documents", "{\"request\":\"Mine\"}", "Authorization", as("alice"));
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(json(accepted).has("owner")).isFalse();

        seenByItsOwnerOnly(new DocumentId(json(accepted).path("documentId").asText()));
    }

    @Test
    void listsItsOwnDocumentsToEachOwnerAndAllToAnAdministrator() {
        gateway.get("/api/documents", "Authorization", as("alice"));
        assertThat(PROJECTION.listedWith()).isEqualTo("limit=21&owner=alice");

        gateway.get("/api/documents", "Authorization", as("root", "admin"));
        assertThat(PROJECTION.listedWith()).isEqualTo("limit=21");
    }

    @Test
    void erasesADocumentForItsOwnerAndAnAdministratorOnly() throws Exception {
        DocumentId document = failedRun("alice");
        sameAnswer(erase(document.value(), as("eve")), erase(UUID.randomUUID().toString(), as("eve")));

        assertThat(erase(document.value(), as("root", "admin")).statusCode()).isEqualTo(202);

        assertThat(commands.records())
                .filteredOn(record -> record.key().equals(document.value()))
                .singleElement()
                .satisfies(record -> assertThat(
                                JsonCodec.COMMANDS.decode(record.value()).owner())
                        .isEqualTo(new Owner("alice")));
    }

    private static HttpResponse<String> erase(String document, String authorization) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/api/documents/" + document))
                        .DELETE(),
                "Authorization",
                authorization);
    }

    private static void seenByItsOwnerOnly(DocumentId document) throws Exception {
        String path = "/api/documents/" + document;
        String unknown = "/api/documents/" + UUID.randomUUID();
        long before = commands.records().size();
        for (String call :
                List.of("", "?at=0", "?at=99", "/history", "/verify", "/head", "/resume", "/agent", "/events")) {
            sameAnswer(
                    gateway.get(path + call, "Authorization", as("eve")),
                    gateway.get(unknown + call, "Authorization", as("eve")));
        }
        for (String call : List.of("/runs", "/cancel", "/pause", "/resume", "/retry", "/restart", "/tickets")) {
            String body = call.equals("/runs")
                    ? "{\"request\":\"x\"}"
                    : call.equals("/restart") ? "{\"step\":\"prompt-understanding\"}" : "{}";
            sameAnswer(
                    gateway.post(path + call, body, "Authorization", as("eve"), "Prefer", "wait=1"),
                    gateway.post(unknown + call, body, "Authorization", as("eve"), "Prefer", "wait=1"));
        }
        assertThat(commands.records()).hasSize((int) before);

        for (String reader : List.of(as("alice"), as("root", "admin"))) {
            for (String call : List.of("", "/history", "/resume")) {
                assertThat(gateway.get(path + call, "Authorization", reader).statusCode())
                        .as(call)
                        .isEqualTo(200);
            }
            assertThat(gateway.post(path + "/tickets", "", "Authorization", reader)
                            .statusCode())
                    .isEqualTo(201);
            try (SseClient stream = SseClient.connect(gateway.uri(path + "/events"), null, "Authorization", reader)) {
                assertThat(stream.next().orElseThrow().event()).isEqualTo("snapshot");
            }
        }
    }

    @Test
    void showsAnAgentByMcpToItsOwnerOnly() {
        DocumentId document = failedRun("alice");
        String unknown = UUID.randomUUID().toString();
        long before = commands.records().size();
        String task = "{\"taskId\":\"" + document + "." + SampleRun.RUN + "\"}";
        for (Map.Entry<String, String> call : List.of(
                Map.entry("tools/call", tool("get_agent", document, "")),
                Map.entry("tools/call", tool("get_agent", document, ",\"at\":0")),
                Map.entry("tools/call", tool("change_agent", document, ",\"request\":\"x\"")),
                Map.entry("tools/call", tool("run_command", document, ",\"command\":\"retry\"")),
                Map.entry("resources/read", "{\"uri\":\"stepfold://documents/" + document + "\"}"),
                Map.entry("tasks/get", task),
                Map.entry("tasks/result", task),
                Map.entry("tasks/cancel", task))) {
            String params = call.getValue();
            assertThat(mcp(call.getKey(), params, as("eve")))
                    .isEqualTo(mcp(call.getKey(), params.replace(document.value(), unknown), as("eve")))
                    .containsAnyOf("document-not-found", "There is no task");
        }
        assertThat(commands.records()).hasSize((int) before);
        assertThat(mcp("tasks/result", task, as("alice"))).contains("\"status\":\"failed\"");

        // The id of an event of a stream of hers opens nothing for another.
        String id;
        String retry = request("tools/call", tool("run_command", document, ",\"command\":\"retry\""));
        try (SseClient hers = SseClient.post(
                gateway.uri("/api/mcp"), retry, "Authorization", as("alice"), "MCP-Protocol-Version", "2025-11-25")) {
            id = hers.nextId();
        }
        HttpResponse<String> his = gateway.get("/api/mcp", "Authorization", as("eve"), "Last-Event-ID", id);
        assertThat(his.body())
                .startsWith("data: {\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{")
                .contains("\"isError\":true", "document-not-found: ");
        assertThat(gateway.get("/api/mcp", "Last-Event-ID", id).statusCode()).isEqualTo(401);
        assertThat(gateway.post("/api/mcp", retry).statusCode()).isEqualTo(401);
        Awaitility.await().until(() -> gateway.streams() == 0);
    }

    private static String tool(String name, DocumentId document, String more) {
        return "{\"name\":\"" + name + "\",\"arguments\":{\"documentId\":\"" + document + "\"" + more + "}}";
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private static String mcp(String method, String params, String authorization) {
        HttpResponse<String> answer = gateway.post("/api/mcp", request(method, params), "Authorization", authorization);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static void sameAnswer(HttpResponse<String> ofOther, HttpResponse<String> ofUnknown) {
        assertThat(ofOther.statusCode()).as(ofOther.uri().toString()).isEqualTo(404);
        assertThat(ofOther.body()).isEqualTo(ofUnknown.body()).contains("document-not-found");
        assertThat(ofOther.headers().map().keySet())
                .isEqualTo(ofUnknown.headers().map().keySet());
    }

    @Test
    void letsAnAdministratorActForTheOwner() throws Exception {
        DocumentId document = projected(failedRun("alice"));

        HttpResponse<String> answer =
                gateway.post("/api/documents/" + document + "/retry", "{}", "Authorization", as("root", "admin"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(commands.records())
                .filteredOn(record -> record.key().equals(document.value()))
                .singleElement()
                .satisfies(
                        record -> assertThat(new String(record.value(), UTF_8)).contains("\"owner\":\"alice\""));
    }

    @Test
    void writesNothingIntoADocumentWhoseIdIsTakenAndDoesNotSayByWhom() throws Exception {
        DocumentId document = failedRun("alice");
        String body = "{\"request\":\"Not mine\",\"documentId\":\"" + document + "\"}";
        long before = commands.records().size();

        HttpResponse<String> eve = gateway.post("/api/documents", body, "Authorization", as("eve"));
        HttpResponse<String> alice = gateway.post("/api/documents", body, "Authorization", as("alice"));

        assertThat(eve.statusCode()).isEqualTo(409);
        assertThat(eve.body()).isEqualTo(alice.body()).doesNotContain("alice");
        assertThat(commands.records()).hasSize((int) before);
    }

    @Test
    void doesNotTreatTheSameKeyOfTwoOwnersAsOneCall() throws Exception {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> alice = start("{\"request\":\"One\"}", as("alice"), key);
        HttpResponse<String> eve = start("{\"request\":\"Another\"}", as("eve"), key);
        HttpResponse<String> again = start("{\"request\":\"One\"}", as("alice"), key);

        assertThat(eve.statusCode()).isEqualTo(202);
        assertThat(json(eve).path("documentId")).isNotEqualTo(json(alice).path("documentId"));
        assertThat(again.body()).isEqualTo(alice.body());
    }

    @Test
    void endsTheStreamOfADocumentThatAnotherOwnerRecreated() throws Exception {
        DocumentId document = failedRun("alice");
        try (SseClient stream = SseClient.connect(
                gateway.uri("/api/documents/" + document + "/events"), null, "Authorization", as("alice"))) {
            assertThat(stream.next().orElseThrow().event()).isEqualTo("snapshot");

            orchestrator.deleteTopic(document);
            orchestrator.createTopic(document);
            RecordedEvent first = new RecordedEvent(
                    document, SampleRun.RUN, 0, Instant.now(), SampleRun.startedFor(new Owner("eve")));
            orchestrator.happen(List.of(first));

            assertThat(stream.next()).isEmpty();
        }
        Awaitility.await().until(() -> gateway.streams() == 0);
    }

    @Test
    void usesTheTopicIfTheProjectionHoldsAnErasedDocumentOfTheSameId() throws Exception {
        DocumentId document = new DocumentId(UUID.randomUUID().toString());
        PROJECTION.holds(DocumentFold.fold(document, events(document, "alice")));
        orchestrator.createTopic(document);
        orchestrator.happen(List.of(
                new RecordedEvent(document, SampleRun.RUN, 0, Instant.now(), SampleRun.startedFor(new Owner("eve")))));

        for (String call :
                List.of("", "?at=0", "/history", "/resume", "/head", "/verify", "/agent", "/events?until=rest")) {
            HttpResponse<String> answer =
                    gateway.get("/api/documents/" + document + call, "Authorization", as("alice"));
            assertThat(answer.statusCode()).as(call).isEqualTo(404);
        }
        assertThat(mcp("resources/read", "{\"uri\":\"stepfold://documents/" + document + "\"}", as("alice")))
                .contains("document-not-found");
        for (String call : List.of("", "?at=0", "/history", "/resume")) {
            HttpResponse<String> answer = gateway.get("/api/documents/" + document + call, "Authorization", as("eve"));
            assertThat(answer.statusCode()).as(call).isEqualTo(200);
        }
        String tickets = "/api/documents/" + document + "/tickets";
        assertThat(gateway.post(tickets, "", "Authorization", as("alice")).statusCode())
                .isEqualTo(404);
        assertThat(gateway.post(tickets, "", "Authorization", as("eve")).statusCode())
                .isEqualTo(201);
        for (String reader : List.of(as("eve"), as("root", "admin"))) {
            try (SseClient stream = SseClient.connect(
                    gateway.uri("/api/documents/" + document + "/events"), null, "Authorization", reader)) {
                assertThat(stream.names(1)).containsExactly("snapshot:0");
            }
        }
    }

    @Test
    void hidesADocumentFromItsOwnerTooOnceItIsErasedWhateverTheProjectionStillSays() throws Exception {
        DocumentId document = projected(failedRun("alice"));
        orchestrator.deleteTopic(document);

        for (String reader : List.of(as("alice"), as("root", "admin"))) {
            for (String call : List.of("", "?at=0", "/history", "/resume", "/head", "/verify", "/events")) {
                HttpResponse<String> answer = gateway.get("/api/documents/" + document + call, "Authorization", reader);
                assertThat(answer.statusCode()).as(call).isEqualTo(404);
            }
            assertThat(gateway.post("/api/documents/" + document + "/tickets", "", "Authorization", reader)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void reservesADerivedIdForTheCallerThatHasItsKey() throws Exception {
        // Given
        String key = UUID.randomUUID().toString();
        String id = json(start("{\"request\":\"One\"}", as("alice"), key))
                .path("documentId")
                .asText();
        String chosen = "{\"request\":\"Two\",\"documentId\":\"" + id + "\"}";

        // When
        HttpResponse<String> ofOne = start(chosen, as("eve"), key);

        // Then
        assertThat(ofOne.statusCode()).isEqualTo(422);
        assertThat(json(ofOne).path("code").asText()).isEqualTo("invalid-request");
        assertThat(json(ofOne).path("field").asText()).isEqualTo("documentId");
        String ofNone = chosen.replace(id.substring(0, 4), id.startsWith("0000") ? "ffff" : "0000");
        assertThat(gateway.post("/api/documents", ofNone, "Authorization", as("eve"))
                        .body())
                .isEqualTo(ofOne.body());
        assertThat(commands.records())
                .filteredOn(record -> record.key().equals(id))
                .hasSize(1);
    }

    @Test
    void treatsSubjectsThatLookTheSameAsDifferentOwners() throws Exception {
        DocumentId document = failedRun("ren\u00e9");
        assertThat(gateway.get("/api/documents/" + document, "Authorization", as("ren\u00e9"))
                        .statusCode())
                .isEqualTo(200);

        for (String other : List.of(
                "rene\u0301",
                "REN\u00c9",
                "Ren\u00e9",
                " ren\u00e9",
                "ren\u00e9 ",
                "ren\u00e9\u200b",
                "ren\u00e9\u2028")) {
            for (String call : List.of("", "/history", "/resume", "/events?until=rest")) {
                assertThat(gateway.get("/api/documents/" + document + call, "Authorization", as(other))
                                .statusCode())
                        .as("%s of %s", call, other)
                        .isEqualTo(404);
            }
            gateway.get("/api/documents", "Authorization", as(other));
            assertThat(PROJECTION.listedWith()).isEqualTo("limit=21&owner=" + URLEncoder.encode(other, UTF_8));
        }
    }

    @Test
    void leavesDocumentsCreatedWithoutAuthenticationToAdministrators() {
        DocumentId document = failedRun(Owner.LOCAL.value());

        for (String subject : List.of("alice", "Local", "local ", "\uff4cocal")) {
            assertThat(gateway.get("/api/documents/" + document, "Authorization", as(subject))
                            .statusCode())
                    .as(subject)
                    .isEqualTo(404);
        }
        assertThat(gateway.get("/api/documents/" + document, "Authorization", as("local"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.get("/api/documents/" + document, "Authorization", as("root", "admin"))
                        .statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> start(String body, String authorization, String key) {
        return gateway.post("/api/documents", body, "Authorization", authorization, "Idempotency-Key", key);
    }

    private static DocumentId failedRun(String owner) {
        DocumentId document = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(document);
        orchestrator.happen(events(document, owner));
        return document;
    }

    private static List<RecordedEvent> events(DocumentId document, String owner) {
        return SampleRun.from(
                document, 0, List.of(SampleRun.startedFor(new Owner(owner)), SampleRun.failedAt(StepId.first(), true)));
    }

    private static DocumentId projected(DocumentId document) {
        PROJECTION.holds(DocumentFold.fold(document, events(document, "alice")));
        return document;
    }

    private static String as(String subject, String... roles) {
        return "Bearer " + ISSUER.token(subject, roles);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return ContractMapper.mapper().readTree(answer.body());
    }
}
