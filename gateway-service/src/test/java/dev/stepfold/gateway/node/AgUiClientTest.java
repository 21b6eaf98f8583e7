package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.clients.NodeScript;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code HttpAgent} of {@code @ag-ui/client}. */
final class AgUiClientTest extends ClientStage {
    @Test
    void followsRunsOverCutConnectionsAndAnotherGatewayToTheStateOfGet() {
        try (NodeScript client = NodeScript.start(
                "clients", "ag-ui.mjs", proxy.uri("/api/ag-ui"), document, "Create a shop", "Add invoices")) {
            // Given
            Command.StartRun start = awaitStart(1);
            assertThat(start.request()).isEqualTo("Create a shop");
            assertThat(start.newDocument()).isTrue();
            List<RecordedEvent> run = run(start, 0);
            orchestrator.createTopic(document);

            // When
            happen(run.subList(0, run.size() - 1), client::awaitSequence);
            orchestrator.happen(run.subList(run.size() - 1, run.size()));

            // Then
            JsonNode end = client.await("outcome");
            assertThat(end.path("outcome").asText()).isEqualTo("success");
            assertThat(end.path("result").path("runId").asText())
                    .isEqualTo(start.runId().value());
            assertThat(end.path("warnings")).isEmpty();
            assertThat(end.path("attempt").asInt()).isGreaterThan(run.size() / 10);
            assertThat(end.path("activities")).hasSize(6);
            assertIsState(end.path("state"));

            // When
            Command.StartRun change = awaitStart(2);
            assertThat(change.request()).isEqualTo("Add invoices");
            assertThat(change.newDocument()).isFalse();
            orchestrator.happen(run(change, run.size()));

            // Then
            JsonNode changed = client.await("outcome");
            assertThat(changed.path("warnings")).isEmpty();
            assertIsState(changed.path("state"));
            assertThat(changed.path("result").path("runId").asText())
                    .isEqualTo(change.runId().value());
        }
    }
}
