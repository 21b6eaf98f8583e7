package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.NarrowProducer;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.RawConnection;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens at the gateway's limits. */
@Timeout(60)
final class LimitsTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static String bootstrapServers;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        bootstrapServers = BROKER.bootstrapServers();
        gateway = new Gateway(bootstrapServers, Map.of("stepfold.streams-max", 1)).awaitReady();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void refusesAStreamBeyondTheLimitUntilAnotherEnds() throws Exception {
        String events = ContractMapper.mapper()
                        .readTree(gateway.post("/api/documents", "{\"request\":\"Watched\"}")
                                .body())
                        .path("documentId")
                        .asText()
                + "/events";

        try (SseClient _ = SseClient.connect(gateway.uri("/api/documents/" + events), null)) {
            HttpResponse<String> refused = gateway.get("/api/documents/" + events);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(code(refused)).isEqualTo("too-many-streams");
            assertThat(refused.headers().firstValue("retry-after")).hasValue("5");
        }

        Awaitility.await().until(() -> gateway.streams() == 0);
        try (SseClient next = SseClient.connect(gateway.uri("/api/documents/" + events), null)) {
            assertThat(next.status()).isEqualTo(200);
        }
    }

    @Test
    void refusesAStreamOfADocumentAtItsLimit() throws Exception {
        try (Gateway narrow = gateway(Map.of("stepfold.streams-per-document-max", 1))) {
            String one = document(narrow);
            String another = document(narrow);
            try (SseClient first = SseClient.connect(narrow.uri(one + "/events"), null)) {
                assertThat(first.next()).isPresent();
                refused(narrow.get(one + "/events"), 503, "too-many-streams-of-document");
                try (SseClient other = SseClient.connect(narrow.uri(another + "/events"), null)) {
                    assertThat(other.status()).isEqualTo(200);
                }
            }
            Awaitility.await().until(() -> narrow.streams() == 0);
            try (SseClient next = SseClient.connect(narrow.uri(one + "/events"), null)) {
                assertThat(next.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void refusesAStreamOfAnOwnerAtItsLimit() throws Exception {
        try (Gateway narrow = gateway(Map.of("stepfold.streams-per-owner-max", 1))) {
            String one = document(narrow);
            try (SseClient first = SseClient.connect(narrow.uri(one + "/events"), null)) {
                assertThat(first.next()).isPresent();
                refused(narrow.get(document(narrow) + "/events"), 429, "too-many-streams-of-owner");
            }
            Awaitility.await().until(() -> narrow.streams() == 0);
            try (SseClient next = SseClient.connect(narrow.uri(one + "/events"), null)) {
                assertThat(next.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void refusesAReadOfAnOwnerAtItsLimitUntilTheClientOfOneIsGone() throws Exception {
        DocumentId document = new DocumentId("long-history");
        try (Gateway narrow = gateway(Map.of("stepfold.reads-per-owner-max", 1));
                FakeOrchestrator orchestrator = new FakeOrchestrator(bootstrapServers)) {
            // Given: more than the system holds for a client that does not read
            List<DocumentEvent> events = new ArrayList<>(List.of(SampleRun.started()));
            events.addAll(Collections.nCopies(40_000, SampleRun.processing(StepId.first(), "on ".repeat(100))));
            orchestrator.createTopic(document);
            orchestrator.append(SampleRun.from(document, 0, events));
            String path = "/api/documents/" + document;

            // When
            try (RawConnection slow = RawConnection.withSmallBuffer(narrow.uri("/"))) {
                slow.send("GET " + path + "/history HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(slow.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");

                // Then
                for (String other : List.of(
                        path, path + "?at=0", path + "/verify", path + "/head", path + "/history", "/api/documents")) {
                    HttpResponse<String> answer = narrow.get(other);
                    assertThat(answer.statusCode()).as(other).isEqualTo(429);
                    assertThat(code(answer)).isEqualTo("too-many-reads-of-owner");
                    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
                }
            }
            Awaitility.await().until(() -> narrow.get(path + "?at=0").statusCode() == 200);
        }
    }

    @Test
    void refusesTheWritesOfAnOwnerThatWritesTooOftenAndNoReads() throws Exception {
        try (Gateway narrow = gateway(Map.of("stepfold.writes-per-second", 1, "stepfold.writes-burst", 1))) {
            HttpResponse<String> answer = narrow.post("/api/documents", "{\"request\":\"First\"}");
            assertThat(answer.statusCode()).isEqualTo(202);
            for (int i = 0; i < 100 && answer.statusCode() == 202; i++) {
                answer = narrow.post("/api/documents", "{\"request\":\"Again\"}");
            }

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(code(answer)).isEqualTo("too-many-writes");
            assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
            for (int i = 0; i < 20; i++) {
                assertThat(narrow.get("/api/documents/none").statusCode()).isEqualTo(404);
            }
        }
    }

    @Test
    void limitsNoWritesWithoutAuthentication() {
        for (int i = 0; i < 150; i++) {
            assertThat(gateway.post("/api/documents/none/cancel", "{}").statusCode())
                    .isEqualTo(404);
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(code(answer)).isEqualTo(code);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
    }

    private static Gateway gateway(Map<String, Object> settings) {
        return new Gateway(bootstrapServers, settings).awaitReady();
    }

    private static String document(Gateway at) throws Exception {
        HttpResponse<String> accepted = at.post("/api/documents", "{\"request\":\"Watched\"}");
        return "/api/documents/"
                + ContractMapper.mapper()
                        .readTree(accepted.body())
                        .path("documentId")
                        .asText();
    }

    @Test
    void acceptsEveryBodyWithinTheLimitHoweverMuchItGrowsAsACommand() {
        String numbers = "1e6,".repeat(260_000);
        String body = """
                {"request": "Change it", "documentId": "grown", "existingAgent": {
                  "name": "Grown", "description": "", "models": [], "enums": [], "ddl": "", "schedules": [],
                  "actions": [{"name": "a", "purpose": "", "input": {"enum": [%s1]}, "output": {},
                               "reads": [], "writes": [], "trigger": "manual", "complexity": "low"}]}}""".formatted(numbers);

        assertThat(gateway.post("/api/documents", body).statusCode()).isEqualTo(202);

        try (CommandTopic commands = new CommandTopic(bootstrapServers)) {
            assertThat(commands.records())
                    .filteredOn(record -> record.key().equals("grown"))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).hasSizeGreaterThan(2_000_000));
        }
    }

    @Test
    void refusesACommandThatKafkaDoesNotAcceptForGood() throws Exception {
        String body = "{\"request\":\"" + "a".repeat(50_000) + "\",\"documentId\":\"too-large\"}";
        try (Gateway narrow =
                new Gateway(bootstrapServers, Map.of(NarrowProducer.REQUEST_BYTES_MAX, 20_000)).awaitReady()) {
            HttpResponse<String> refused = narrow.post("/api/documents", body);

            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(code(refused)).isEqualTo("body-too-large");
            assertThat(narrow.get("/api/documents/too-large").statusCode()).isEqualTo(404);
        }
    }

    private static String code(HttpResponse<String> answer) throws Exception {
        return ContractMapper.mapper().readTree(answer.body()).path("code").asText();
    }
}
