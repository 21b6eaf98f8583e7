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
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code Prefer: wait} on commands, over real HTTP and a real broker; the test plays the orchestrator. */
@Timeout(60)
final class PreferWaitTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;
    private static CommandTopic commands;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());
    private final String path = "/api/documents/" + document;

    @BeforeAll
    static void start() {
        gateway = new Gateway(BROKER.bootstrapServers(), Map.of()).awaitReady();
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
        commands = new CommandTopic(BROKER.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        commands.close();
        orchestrator.close();
        gateway.close();
    }

    @Test
    void answersThatADocumentWasStartedOnceItIs() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> gateway.post(
                "/api/documents",
                "{\"request\":\"Track\",\"documentId\":\"" + document + "\"}",
                "Prefer",
                "respond-async, wait=15"));
        Command.StartRun start = (Command.StartRun) awaitCommand();
        orchestrator.createTopic(document);
        happens(0, new AgentRun.Started(start.commandId(), start.owner(), start.request(), start.options(), null));

        HttpResponse<String> answer = waiting.join();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("preference-applied")).hasValue("wait=15");
        assertThat(answer.headers().firstValue("location")).hasValue(path);
        JsonNode outcome = ContractMapper.mapper().readTree(answer.body());
        assertThat(outcome.path("outcome").asText()).isEqualTo("applied");
        assertThat(outcome.path("sequence").asLong(-1)).isZero();
        assertThat(outcome.path("commandId").asText())
                .isEqualTo(start.commandId().value());
    }

    @Test
    void answersThatACommandWasApplied() throws Exception {
        HttpResponse<String> answer = answered("respond-async, WAIT = \"99\"; y=1", AgentRun.Cancelled::new);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("preference-applied")).hasValue("wait=30");
        assertThat(answer.body()).contains("\"sequence\":4");
    }

    @Test
    void answersWhyACommandWasRejected() {
        HttpResponse<String> answer =
                answered("wait=15", id -> new CommandRejected(id, RejectionCode.RUN_NOT_ACTIVE, "No run is going on"));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("preference-applied")).hasValue("wait=15");
        assertThat(answer.body()).contains("\"code\":\"run-not-active\"", "No run is going on.");
    }

    @Test
    void answersARepeatedCommandWithItsOutcomeAtOnce() {
        isRunning();
        String key = UUID.randomUUID().toString();
        gateway.post(path + "/cancel", "", "Idempotency-Key", key);
        happens(4, new AgentRun.Cancelled(awaitCommand().commandId()));

        HttpResponse<String> answer = gateway.post(path + "/cancel", "", "Idempotency-Key", key, "Prefer", "wait=15");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"sequence\":4");
    }

    @Test
    void answersAsUsualWhenTimeIsUp() {
        isRunning();

        HttpResponse<String> answer = gateway.post(path + "/cancel", "", "Prefer", "wait=1");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("preference-applied")).isEmpty();
        assertThat(answer.body()).contains("commandId").doesNotContain("outcome");
    }

    @Test
    void ignoresAPreferenceThatItDoesNotUnderstand() {
        isRunning();

        assertThat(gateway.post(path + "/cancel", "", "Prefer", "wait=soon, wait=-1, wait")
                        .statusCode())
                .isEqualTo(202);
    }

    private HttpResponse<String> answered(String prefer, Function<CommandId, DocumentEvent> outcome) {
        isRunning();
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> gateway.post(path + "/cancel", "", "Prefer", prefer));
        happens(4, outcome.apply(awaitCommand().commandId()));
        return waiting.join();
    }

    private void isRunning() {
        orchestrator.createTopic(document);
        orchestrator.append(SampleRun.from(document, 0, SampleRun.complete().subList(0, 4)));
    }

    private void happens(long sequence, DocumentEvent event) {
        orchestrator.happen(List.of(SampleRun.at(document, sequence, event)));
    }

    private Command awaitCommand() {
        return Awaitility.await()
                .until(this::commandsOfTheDocument, found -> !found.isEmpty())
                .getFirst();
    }

    private List<Command> commandsOfTheDocument() throws UnreadableException {
        List<Command> found = new ArrayList<>();
        for (var record : commands.records()) {
            if (document.value().equals(record.key())) {
                found.add(Records.command(record.key(), record.value()));
            }
        }
        return found;
    }
}
