package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.DocumentedProblems;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.Issuer;
import dev.stepfold.gateway.testkit.Receiver;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/webhooks} of a gateway with owners, and what it posts. */
@Timeout(60)
final class WebhooksTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Issuer ISSUER = new Issuer();
    private static FakeOrchestrator orchestrator;
    private static Gateway gateway;
    private static DocumentedProblems problems;

    private final Receiver receiver = new Receiver();

    @BeforeAll
    static void start() {
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of(
                                "stepfold.auth", "jwt",
                                "stepfold.jwt-issuer", ISSUER.uri(),
                                "stepfold.webhooks-allow-private", "true",
                                "stepfold.webhooks-per-owner-max", "3"))
                .awaitReady();
        problems = new DocumentedProblems(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        orchestrator.close();
        ISSUER.close();
    }

    @AfterEach
    void leavesNoWebhookBehind() throws Exception {
        String admin = as("root", "admin");
        for (JsonNode webhook :
                json(gateway.get("/api/webhooks", "Authorization", admin)).path("webhooks")) {
            delete(webhook.path("webhookId").asText(), admin);
        }
        receiver.close();
    }

    @Test
    void registersAUrlAndShowsItsSecretOnce() throws Exception {
        HttpResponse<String> answer =
                register("alice", "{\"url\":\"" + receiver.url("/") + "\",\"description\":\"CI\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        JsonNode registered = json(answer);
        assertThat(registered.path("secret").asText()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(registered.path("owner").asText()).isEqualTo("alice");
        assertThat(registered.path("events"))
                .extracting(JsonNode::asText)
                .containsExactly("agent-run.completed", "agent-run.failed", "agent-run.cancelled", "agent-run.paused");
        String path = answer.headers().firstValue("location").orElseThrow();
        assertThat(path)
                .isEqualTo("/api/webhooks/" + registered.path("webhookId").asText());
        JsonNode read = json(gateway.get(path, "Authorization", as("alice")));
        assertThat(read.has("secret")).isFalse();
        assertThat(read.path("description").asText()).isEqualTo("CI");
        assertThat(json(gateway.get("/api/webhooks", "Authorization", as("alice")))
                        .path("webhooks"))
                .containsExactly(read);
    }

    @Test
    void tellsAnOwnerOfItsOwnDocumentsOnly() throws Exception {
        register("alice", "{\"url\":\"" + receiver.url("/alice") + "\"}");
        register("bob", "{\"url\":\"" + receiver.url("/bob") + "\"}");
        Receiver ofAdministrator = new Receiver();
        assertThat(gateway.post(
                                "/api/webhooks",
                                "{\"url\":\"" + ofAdministrator.url("/") + "\"}",
                                "Authorization",
                                as("root", "admin"))
                        .statusCode())
                .isEqualTo(201);

        DocumentId ofAlice = completed("alice");
        DocumentId ofBob = completed("bob");
        DocumentId ofRoot = completed("root");

        receiver.awaitSequences(ofAlice, 1);
        receiver.awaitSequences(ofBob, 1);
        assertThat(receiver.of(ofAlice)).extracting(Receiver.Received::path).containsExactly("/alice");
        assertThat(receiver.of(ofBob)).extracting(Receiver.Received::path).containsExactly("/bob");
        assertThat(receiver.of(ofRoot)).isEmpty();
        ofAdministrator.awaitSequences(ofRoot, 1);
        assertThat(ofAdministrator.of(ofAlice)).isEmpty();
        ofAdministrator.close();
    }

    @Test
    void doesNotExistForOthers() throws Exception {
        String id = id(register("alice", "{\"url\":\"" + receiver.url("/") + "\"}"));
        String unknown = UUID.randomUUID().toString();

        for (String who : List.of(id, unknown, "not.an.id")) {
            String path = "/api/webhooks/" + who;
            assertCode(gateway.get(path, "Authorization", as("eve")), "webhook-not-found");
            assertCode(gateway.get(path + "/deliveries", "Authorization", as("eve")), "webhook-not-found");
            assertCode(delete(who, as("eve")), "webhook-not-found");
            assertCode(gateway.post(path + "/secret", "", "Authorization", as("eve")), "webhook-not-found");
            assertCode(
                    gateway.post(path + "/replay", "{\"documentId\":\"x\"}", "Authorization", as("eve")),
                    "webhook-not-found");
        }
        assertThat(json(gateway.get("/api/webhooks", "Authorization", as("eve")))
                        .path("webhooks"))
                .isEmpty();
        assertThat(gateway.get("/api/webhooks").statusCode()).isEqualTo(401);
        assertThat(delete(id, as("root", "admin")).statusCode()).isEqualTo(204);
        assertCode(gateway.get("/api/webhooks/" + id, "Authorization", as("alice")), "webhook-not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"url\":7}",
                "{\"url\":\"\"}",
                "{\"url\":\"ftp://example.com/\"}",
                "{\"url\":\"https://user@example.com/\"}",
                "{\"url\":\"https://example.com/\",\"events\":[]}",
                "{\"url\":\"https://example.com/\",\"events\":[7]}",
                "{\"url\":\"https://example.com/\",\"events\":\"agent-run\"}",
                "{\"url\":\"https://example.com/\",\"events\":[\"agent-run.unknown\"]}",
                "{\"url\":\"https://example.com/\",\"description\":7}"
            })
    void refusesWhatCannotBeRegistered(String body) {
        assertCode(register("alice", body), "invalid-request");
    }

    @Test
    void refusesAnUnknownField() {
        assertCode(register("alice", "{\"url\":\"https://example.com/\",\"secret\":\"x\"}"), "unknown-field");
    }

    @Test
    void limitsTheWebhooksOfAnOwner() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(register("carol", "{\"url\":\"https://example.com/" + i + "\"}")
                            .statusCode())
                    .isEqualTo(201);
        }

        assertCode(register("carol", "{\"url\":\"https://example.com/4\"}"), "too-many-webhooks");
    }

    @Test
    void replaysADocumentOfTheOwnerAndNoOther() throws Exception {
        String id = id(register("alice", "{\"url\":\"" + receiver.url("/") + "\",\"events\":[\"agent-run\"]}"));
        DocumentId document = completed("alice");
        receiver.awaitSequences(document, 2);

        HttpResponse<String> accepted = replay(id, "{\"documentId\":\"" + document + "\",\"from\":1}");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(json(accepted).path("to").asLong()).isEqualTo(1);
        assertThat(receiver.awaitSequences(document, 3)).containsExactly(0L, 1L, 1L);
        assertCode(replay(id, "{\"documentId\":\"" + document + "\",\"from\":2}"), "sequence-not-found");
        assertCode(replay(id, "{\"documentId\":\"" + document + "\",\"from\":-1}"), "invalid-request");
        assertCode(replay(id, "{\"documentId\":\"" + completed("bob") + "\"}"), "document-not-found");
        assertCode(replay(id, "{\"documentId\":\"" + UUID.randomUUID() + "\"}"), "document-not-found");
    }

    @Test
    void listsDeadLettersAndWhatIsPending() throws Exception {
        String id = id(register("alice", "{\"url\":\"" + receiver.url("/") + "\",\"events\":[\"agent-run\"]}"));
        receiver.answer(post -> post.sequence() == 0 ? 410 : 500);
        DocumentId document = completed("alice");

        JsonNode deliveries = Awaitility.await()
                .until(
                        () -> deliveries(id, "alice"),
                        found -> found.at("/pending/0/failures").asInt() > 0);

        assertThat(deliveries.at("/deadLetters/0/documentId").asText()).isEqualTo(document.value());
        assertThat(deliveries.at("/deadLetters/0/sequence").asLong()).isZero();
        assertThat(deliveries.at("/deadLetters/0/event").asText()).isEqualTo("agent-run.started");
        assertThat(deliveries.at("/deadLetters/0/problem").asText()).isEqualTo("answered with status 410");
        assertThat(deliveries.at("/pending/0/documentId").asText()).isEqualTo(document.value());
        assertThat(deliveries.at("/pending/0/upTo").asLong()).isEqualTo(1);
        assertThat(deliveries.at("/pending/0/problem").asText()).isEqualTo("answered with status 500");
        assertThat(json(gateway.get(
                                "/api/webhooks/" + id + "/deliveries?documentId=other", "Authorization", as("alice")))
                        .path("pending"))
                .isEmpty();
        assertCode(
                gateway.get("/api/webhooks/" + id + "/deliveries?limit=0", "Authorization", as("alice")),
                "invalid-parameter");
        assertThat(json(gateway.get("/health")).at("/details/webhooks/status").asText())
                .isEqualTo("UP");
        assertThat(gateway.get("/prometheus", "Authorization", as("root", "admin"))
                        .body())
                .contains(
                        "stepfold_gateway_webhooks_pending",
                        "stepfold_gateway_webhooks_attempts_total{outcome=\"failed\"}");
    }

    @Test
    void canBeOff() {
        try (Gateway off = new Gateway(BROKER.bootstrapServers(), Map.of("stepfold.webhooks", "false")).awaitReady()) {
            assertCode(off.get("/api/webhooks"), "forbidden");
            assertCode(off.post("/api/webhooks", "{\"url\":\"https://example.com/\"}"), "forbidden");
        }
    }

    private static HttpResponse<String> register(String owner, String body) {
        return gateway.post("/api/webhooks", body, "Authorization", as(owner));
    }

    private static HttpResponse<String> replay(String id, String body) {
        return gateway.post("/api/webhooks/" + id + "/replay", body, "Authorization", as("alice"));
    }

    private static HttpResponse<String> delete(String id, String authorization) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/api/webhooks/" + id)).DELETE(), "Authorization", authorization);
    }

    private static JsonNode deliveries(String id, String owner) throws Exception {
        return json(gateway.get("/api/webhooks/" + id + "/deliveries", "Authorization", as(owner)));
    }

    private static void begins(DocumentId document, String owner) {
        orchestrator.createTopic(document);
        orchestrator.happen(SampleRun.from(document, 0, List.of(SampleRun.startedFor(new Owner(owner)))));
    }

    /** A document with two events. */
    private static DocumentId completed(String owner) {
        DocumentId document = new DocumentId(UUID.randomUUID().toString());
        begins(document, owner);
        orchestrator.happen(SampleRun.from(document, 1, List.of(SampleRun.completed())));
        return document;
    }

    private static String id(HttpResponse<String> registered) throws Exception {
        return json(registered).path("webhookId").asText();
    }

    private static void assertCode(HttpResponse<String> answer, String code) {
        assertThat(problems.of(answer).path("code").asText()).isEqualTo(code);
    }

    private static String as(String subject, String... roles) {
        return "Bearer " + ISSUER.token(subject, roles);
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return ContractMapper.mapper().readTree(response.body());
    }
}
