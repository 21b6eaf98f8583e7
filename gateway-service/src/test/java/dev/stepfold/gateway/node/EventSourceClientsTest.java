package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of {@code text/event-stream} from npm, as they are: whatever happens to their connection, they get every event. What
 * each does at the end of a run is what the table of {@code docs/clients.md} says.
 */
final class EventSourceClientsTest extends ClientStage {
    private static final Path DOCUMENTATION = Path.of("../docs/clients.md");
    private static final int HEARTBEATS = 5;

    @Override
    Map<String, Object> settings() {
        return Map.of("stepfold.heartbeat", "200ms", "stepfold.streams-per-document-max", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventsource", "undici", "eventsource-client", "fetch-event-source"})
    void getEveryEventWhateverHappensToTheirConnection(String name) throws IOException {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        String path = "/api/documents/" + document + "/events?until=rest";
        orchestrator.createTopic(document);
        happen(run, 0);
        try (NodeScript client = NodeScript.start("clients", "event-source.mjs", name, proxy.uri(path))) {
            client.awaitSequence(0);
            // `id: 0` is a cursor like others, and a broken connection is opened again with it.
            proxy.cut();
            happen(run, 1);
            client.awaitSequence(1);
            // Meanwhile another client has the only permit.
            proxy.moveTo(URI.create("http://127.0.0.1:1"));
            proxy.cut();
            await().until(() -> gateway.streams() == 0);
            SseClient other = SseClient.connect(gateway.uri(path), "1");
            proxy.moveTo(gateway.uri(""));
            happen(run, 2);
            assertThat(other.names(1)).hasSize(1);
            for (int i = 0; i < HEARTBEATS; i++) {
                other.nextComment();
            }
            other.close();
            client.awaitSequence(2);
            // A gateway that stops in order, and another one in its place.
            gateway.shutDown();
            gateway.close();
            happen(run, 3);
            gateway = newGateway();
            proxy.moveTo(gateway.uri(""));
            client.awaitSequence(3);

            for (int i = 4; i < run.size(); i++) {
                happen(run, i);
            }
            client.awaitSequence(run.size() - 1L);
            JsonNode end = client.await("after");

            assertThat(Files.readString(DOCUMENTATION))
                    .contains("| `" + name + "` | every event | "
                            + end.path("after").asText() + " |");
        }
    }

    private void happen(List<RecordedEvent> run, int index) {
        orchestrator.happen(run.subList(index, index + 1));
    }
}
