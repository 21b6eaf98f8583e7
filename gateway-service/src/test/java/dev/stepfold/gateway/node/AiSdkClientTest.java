package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.clients.NodeScript;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code Chat} of {@code @ai-sdk/react}, which {@code useChat} uses, with the default transport of {@code ai}. */
final class AiSdkClientTest extends ClientStage {
    @Test
    void followsRunsOverCutConnectionsAndAnotherGatewayToTheStateOfGet() {
        try (NodeScript client = NodeScript.start(
                "clients", "ai-sdk.mjs", proxy.uri("/api/ai-sdk"), document, "Create a shop", "Add invoices")) {
            // Given
            Command.StartRun start = awaitStart(1);
            assertThat(start.request()).isEqualTo("Create a shop");
            List<RecordedEvent> run = run(start, 0);
            orchestrator.createTopic(document);

            // When
            happen(run.subList(0, run.size() - 1), client::awaitSequence);
            orchestrator.happen(run.subList(run.size() - 1, run.size()));

            // Then
            JsonNode end = client.await("final");
            assertIsState(end.path("final"));
            assertThat(end.path("message").asText()).isEqualTo(start.runId().value());
            assertThat(end.path("messages").asInt()).isEqualTo(2);
            assertThat(end.path("attempt").asInt()).isGreaterThan(run.size() / 10);
            assertThat(end.path("parts").valueStream().map(JsonNode::asText)).containsExactlyElementsOf(wholeMessage());

            // When
            Command.StartRun change = awaitStart(2);
            assertThat(change.request()).isEqualTo("Add invoices");
            orchestrator.happen(run(change, run.size()));

            // Then
            JsonNode changed = client.await("final");
            assertIsState(changed.path("final"));
            assertThat(changed.path("message").asText())
                    .isEqualTo(change.runId().value());
            assertThat(changed.path("messages").asInt()).isEqualTo(4);
            assertThat(changed.path("errors").asInt())
                    .isEqualTo(end.path("errors").asInt());
        }
    }

    /** What the message is, whether its stream was cut or not. */
    private static List<String> wholeMessage() {
        List<String> parts = new ArrayList<>(List.of("step-start", "data-state state completed"));
        for (StepId step : StepId.values()) {
            parts.add("data-step " + step + " complete");
        }
        return parts;
    }
}
