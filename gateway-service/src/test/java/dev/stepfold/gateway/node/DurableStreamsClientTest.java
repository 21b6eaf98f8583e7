package dev.stepfold.gateway.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.clients.NodeScript;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stream()} of {@code @durable-streams/client}. */
final class DurableStreamsClientTest extends ClientStage {
    @ParameterizedTest
    @ValueSource(strings = {"sse", "long-poll"})
    void readsEveryEventOnceOverCutConnectionsAndAnotherGateway(String live) {
        // Given
        gateway.post("/api/documents", "{\"request\":\"Create a shop\",\"documentId\":\"" + document + "\"}");
        Command.StartRun start = awaitStart(1);
        List<RecordedEvent> run = run(start, 0);
        orchestrator.createTopic(document);
        String path = "/api/documents/" + document + "/stream";

        try (NodeScript client = NodeScript.start("clients", "durable-streams.mjs", proxy.uri(path), live)) {
            // When
            happen(run, client::awaitSequence);

            // Then
            JsonNode history =
                    json(gateway.get("/api/documents/" + document + "/history").body());
            JsonNode end = client.await("events");
            assertSame(end.path("events"), history);
            assertSame(end.path("caughtUp"), history);
        }
    }
}
