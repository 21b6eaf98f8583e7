package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.documentlog.Records;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an {@code Idempotency-Key} promises; each test has a document and a key of its own. */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(60)
final class IdempotencyTest {
    private static String bootstrapServers;
    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;
    private static CommandTopic commands;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());
    private final String path = "/api/documents/" + document;
    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void start(KafkaCluster cluster) {
        bootstrapServers = cluster.getBootstrapServers();
        gateway = new Gateway(bootstrapServers, Map.of()).awaitReady();
        orchestrator = new FakeOrchestrator(bootstrapServers);
        commands = new CommandTopic(bootstrapServers);
    }

    @AfterAll
    static void stop() {
        commands.close();
        orchestrator.close();
        gateway.close();
    }

    @Test
    void answersTheSameKeyTheSameFromAnyGateway() throws Exception {
        String body = "{\"request\":\"Track my tasks\"}";
        JsonNode first = json(post("/api/documents", body));
        try (Gateway other = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
            assertThat(json(other.post("/api/documents", body, "Idempotency-Key", key)))
                    .isEqualTo(first);
        }
        assertThat(json(post("/api/documents", body))).isEqualTo(first);
        assertThat(json(gateway.post("/api/documents", body, "Idempotency-Key", key + "-other")))
                .isNotEqualTo(first);
    }

    @Test
    void treatsABodyAsTheSameHoweverItIsWritten() throws Exception {
        JsonNode first = json(post("/api/documents", "{\"request\":\"Track\",\"options\":{\"insights\":false}}"));

        assertThat(json(post("/api/documents", "{ \"options\": {\"insights\": false}, \"request\": \"Tr\\u0061ck\" }")))
                .isEqualTo(first);
    }

    @Test
    void refusesAKeyThatWasUsedForAnotherDocument() throws Exception {
        post("/api/documents", "{\"request\":\"Track\",\"documentId\":\"" + document + "\"}");

        assertReused(post("/api/documents", "{\"request\":\"Track\",\"documentId\":\"" + document + "-2\"}"));
        assertReused(post("/api/documents", "{\"request\":\"Track\"}"));
        assertThat(commandsOf(document + "-2")).isEmpty();
    }

    @Test
    void knowsTheKeysOfDocumentsThatAnotherGatewayAcceptedEarlier() throws Exception {
        String made = json(post("/api/documents", "{\"request\":\"Track\"}"))
                .path("documentId")
                .asText();

        try (Gateway later = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
            Awaitility.await().until(() -> later.get("/api/documents/" + made).statusCode() == 200);
            String other = "{\"request\":\"Track\",\"documentId\":\"" + document + "\"}";
            assertReused(later.post("/api/documents", other, "Idempotency-Key", key));
        }
    }

    @Test
    void knowsAKeyByTheDocumentsLogAlone() throws Exception {
        JsonNode first = json(post("/api/documents", "{\"request\":\"Track\"}"));
        DocumentId made = new DocumentId(first.path("documentId").asText());
        Command.StartRun start = (Command.StartRun) commandOf(made.value());
        orchestrator.createTopic(made);
        orchestrator.append(List.of(SampleRun.at(
                made,
                0,
                new AgentRun.Started(start.commandId(), start.owner(), start.request(), start.options(), null))));

        try (Gateway forgetful = withoutCommands()) {
            assertReused(forgetful.post("/api/documents", "{\"request\":\"Other\"}", "Idempotency-Key", key));
            assertThat(json(forgetful.post("/api/documents", "{\"request\":\"Track\"}", "Idempotency-Key", key)))
                    .isEqualTo(first);
        }
    }

    @Test
    void refusesAnotherBodyOfACommandThatIsNotAnsweredYet() throws Exception {
        isRunning();
        JsonNode first = json(post(path + "/pause", ""));

        assertReused(post(path + "/pause", "{\"runId\":\"run-1\"}"));

        assertThat(json(post(path + "/pause", "{}"))).isEqualTo(first);
        assertThat(commandsOf(document.value()))
                .extracting(IdempotencyTest::command)
                .extracting(Command::commandId)
                .containsOnly(new CommandId(first.path("commandId").asText()));
    }

    @Test
    void answersTheSameWhateverHappenedToTheDocumentSince() throws Exception {
        isRunning();
        JsonNode first = json(post(path + "/pause", ""));
        CommandId paused = new CommandId(first.path("commandId").asText());
        RunId next = new RunId("run-2");
        orchestrator.append(List.of(SampleRun.at(document, 4, new AgentRun.Paused(paused))));
        orchestrator.append(List.of(new RecordedEvent(
                document, next, 5, SampleRun.START, new AgentRun.Restarted(SampleRun.COMMAND, StepId.first(), null))));
        List<DocumentEvent> later = Collections.nCopies(600, SampleRun.processing(StepId.first(), "on"));
        orchestrator.append(SampleRun.from(document, 6, later));

        assertThat(json(post(path + "/pause", ""))).isEqualTo(first);
        assertReused(post(path + "/pause", "{\"runId\":\"run-2\"}"));
        assertThat(commandsOf(document.value())).hasSize(1);
        try (Gateway forgetful = withoutCommands()) {
            assertThat(json(forgetful.post(path + "/pause", "", "Idempotency-Key", key)))
                    .isEqualTo(first);
            assertReused(forgetful.post(path + "/pause", "{\"runId\":\"run-2\"}", "Idempotency-Key", key));
        }
        assertThat(commandsOf(document.value())).isEmpty();
    }

    @Test
    void keepsNothingOfACallThatWasRefused() throws Exception {
        isRunning();
        assertThat(post(path + "/retry", "").statusCode()).isEqualTo(409);

        orchestrator.append(List.of(SampleRun.at(document, 4, SampleRun.failedAt(StepId.DECISION_MAKING, true))));

        assertThat(post(path + "/retry", "{\"runId\":\"run-1\"}").statusCode()).isEqualTo(202);
    }

    @Test
    void acceptsOneKeyForSeveralCallsAndDocuments() throws Exception {
        isRunning();
        JsonNode made = json(post("/api/documents", "{\"request\":\"Track\"}"));

        JsonNode paused = json(post(path + "/pause", ""));

        assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(202);
        assertThat(paused.path("commandId")).isNotEqualTo(made.path("commandId"));
    }

    @Test
    void answersAStartTheSameAfterItsDocumentWasErased() throws Exception {
        // Given
        String body = "{\"request\":\"Track\"}";
        try (Gateway neighbour = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
            JsonNode first = json(post("/api/documents", body));
            DocumentId made = new DocumentId(first.path("documentId").asText());
            isBuilt(made);
            isErased(made);

            try (Gateway later = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
                for (Gateway any : List.of(gateway, neighbour, later)) {
                    // When
                    HttpResponse<String> again = any.post("/api/documents", body, "Idempotency-Key", key);

                    // Then
                    assertThat(again.statusCode()).isEqualTo(202);
                    assertThat(json(again)).isEqualTo(first);
                    assertReused(any.post("/api/documents", "{\"request\":\"Other\"}", "Idempotency-Key", key));
                    assertThat(any.get("/api/documents/" + made).statusCode()).isEqualTo(404);
                }
            }
            assertThat(commandsOf(made.value()))
                    .extracting(record -> command(record).getClass().getSimpleName())
                    .containsExactly("StartRun", "Erase");
        }
    }

    @Test
    void answersAStartTheSameAfterItsDocumentWasRecreatedByAnother() throws Exception {
        // Given
        String body = "{\"request\":\"Track\",\"documentId\":\"" + document + "\"}";
        JsonNode first = json(post("/api/documents", body));
        isBuilt(document);
        isErased(document);
        JsonNode recreated = json(gateway.post("/api/documents", body, "Idempotency-Key", key + "-recreated"));
        assertThat(recreated).isNotEqualTo(first);

        for (boolean begun : List.of(false, true)) {
            if (begun) {
                isBuilt(document);
            }
            // When
            HttpResponse<String> again = post("/api/documents", body);

            // Then
            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(json(again)).isEqualTo(first);
        }
        assertThat(commandsOf(document.value())).hasSize(3);
    }

    @Test
    void leavesARecreatedDocumentToItsOwnCommands() throws Exception {
        // Given
        isRunning();
        post(path + "/cancel", "");
        isErased(document);
        gateway.post("/api/documents", "{\"request\":\"Anew\",\"documentId\":\"" + document + "\"}");
        isBuilt(document);
        int before = commandsOf(document.value()).size();

        // When
        HttpResponse<String> again = post(path + "/cancel", "");

        // Then
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(commandsOf(document.value())).hasSize(before);
    }

    /** Runs the latest command until the document exists. */
    private static void isBuilt(DocumentId documentId) {
        Command.StartRun start =
                (Command.StartRun) command(commandsOf(documentId.value()).getLast());
        Awaitility.await().until(() -> isCreated(documentId));
        orchestrator.append(List.of(new RecordedEvent(
                documentId,
                start.runId(),
                0,
                SampleRun.START,
                new AgentRun.Started(start.commandId(), start.owner(), start.request(), start.options(), null))));
    }

    /** The broker may still be deleting an old topic. */
    private static boolean isCreated(DocumentId documentId) {
        try {
            orchestrator.createTopic(documentId);
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    private static void isErased(DocumentId documentId) {
        assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/api/documents/" + documentId))
                                .DELETE())
                        .statusCode())
                .isEqualTo(202);
        orchestrator.erase(documentId, SampleRun.START.plusSeconds(3_600));
    }

    /** A gateway that sees none of the earlier commands, as after their topic's retention. */
    private static Gateway withoutCommands() {
        commands.expire();
        return new Gateway(bootstrapServers, Map.of()).awaitReady();
    }

    private void isRunning() {
        orchestrator.createTopic(document);
        orchestrator.append(SampleRun.from(document, 0, SampleRun.complete().subList(0, 4)));
    }

    private HttpResponse<String> post(String path, String body) {
        return gateway.post(path, body, "Idempotency-Key", key);
    }

    private static void assertReused(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).path("code").asText()).isEqualTo("idempotency-key-reused");
    }

    private static List<ConsumerRecord<String, byte[]>> commandsOf(String documentId) {
        return commands.records().stream()
                .filter(record -> documentId.equals(record.key()))
                .toList();
    }

    private static Command commandOf(String documentId) {
        return command(commandsOf(documentId).getFirst());
    }

    private static Command command(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.command(record.key(), record.value());
        } catch (dev.stepfold.schemas.codec.UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return ContractMapper.mapper().readTree(response.body());
    }
}
