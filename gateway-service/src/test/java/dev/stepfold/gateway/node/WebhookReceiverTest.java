package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import dev.stepfold.testkit.clients.NodeScript;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code Webhook} of {@code standardwebhooks}, in a server of Node. */
@Timeout(120)
final class WebhookReceiverTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());

    @Test
    void acceptsWhatIsPostedWithTheSecretBeforeAndAfterARotation() throws Exception {
        try (NodeScript receiver = NodeScript.start("webhooks", "receive.mjs");
                FakeOrchestrator orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
                Gateway gateway = new Gateway(
                                BROKER.bootstrapServers(), Map.of("stepfold.webhooks-allow-private", "true"))
                        .awaitReady()) {
            // Given
            String url =
                    "http://127.0.0.1:" + receiver.await("port").path("port").asInt() + "/hook";
            JsonNode registered = json(gateway.post("/api/webhooks", "{\"url\":\"" + url + "\"}"));
            String path = "/api/webhooks/" + registered.path("webhookId").asText();
            tell(receiver, registered);
            orchestrator.createTopic(document);
            List<RecordedEvent> run = SampleRun.from(document, 0, List.of(SampleRun.started(), SampleRun.completed()));

            // When
            orchestrator.happen(run);

            // Then
            JsonNode first = receiver.await("event");
            assertThat(first.at("/event/data"))
                    .isEqualTo(json(gateway.get("/api/documents/" + document + "/history"))
                            .get(1));
            assertThat(first.path("isFalseAccepted").asBoolean(true)).isFalse();

            // With the old secret, while both count
            JsonNode rotated = json(gateway.post(path + "/secret", ""));
            replay(gateway, path);
            assertThat(receiver.await("event")).isEqualTo(first);

            // With the new one
            tell(receiver, rotated);
            replay(gateway, path);
            assertThat(receiver.await("event")).isEqualTo(first);
            gateway.send(HttpRequest.newBuilder(gateway.uri(path)).DELETE());
        }
    }

    private void replay(Gateway gateway, String path) {
        assertThat(gateway.post(path + "/replay", "{\"documentId\":\"" + document + "\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    private static void tell(NodeScript receiver, JsonNode webhook) {
        receiver.tell(webhook.path("secret").asText());
        receiver.await("secret");
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return ContractMapper.mapper().readTree(answer.body());
    }
}
