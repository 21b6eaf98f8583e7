package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.clients.NodeScript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code Client} of {@code @modelcontextprotocol/sdk} with its Streamable HTTP transport, which resumes by event id. */
final class McpClientTest extends ClientStage {
    @Test
    void callsToolsAndFollowsRunsOverCutConnectionsAndAnotherGatewayToTheStateOfGet() {
        try (NodeScript client = NodeScript.start("clients", "mcp.mjs", proxy.uri("/api/mcp"), document)) {
            JsonNode server = client.await("tools");
            assertThat(server.path("tools").findValuesAsText("name").stream().distinct())
                    .contains("build_agent", "change_agent", "get_agent", "list_agents", "run_command");
            assertThat(server.path("server").path("name").asText()).isEqualTo("stepfold");

            // Given
            Command.StartRun start = awaitStart(1);
            assertThat(start.request()).isEqualTo("Create a shop");
            List<RecordedEvent> run = run(start, 0);
            orchestrator.createTopic(document);

            // When
            happen(run.subList(0, run.size() - 1), sequence -> {
                if (isTold(run.get((int) sequence))) {
                    client.awaitSequence(sequence);
                }
            });
            orchestrator.happen(run.subList(run.size() - 1, run.size()));

            // Then
            JsonNode built = client.await("built");
            assertIsReport(built.path("built"), "completed");
            assertThat(built.path("cuts").asInt()).isGreaterThanOrEqualTo((run.size() - 1) / 10);
            assertThat(sequences(built)).containsExactlyElementsOf(told(run));
            JsonNode reads = client.await("read");
            assertIsReport(reads.path("read"), "completed");
            assertIsState(json(reads.at("/state/contents/0/text").asText()));
            assertSame(json(reads.at("/agent/contents/0/text").asText()), state().path("agent"));
            assertThat(reads.at("/past/structuredContent/sequence").asInt()).isZero();

            // When
            Command.StartRun change = awaitStart(2);
            assertThat(change.request()).isEqualTo("Add invoices");
            List<RecordedEvent> whole = run(change, run.size());
            List<RecordedEvent> second = new ArrayList<>(whole.subList(0, 3));
            second.add(
                    new RecordedEvent(document, change.runId(), run.size() + 3L, Instant.now(), SampleRun.completed()));
            orchestrator.happen(second);

            // Then
            JsonNode changed = client.await("changed");
            assertIsReport(changed.path("changed"), "completed");
            assertThat(sequences(changed)).containsExactlyElementsOf(told(second));

            // When
            Command.Restart restart = awaitCommand(Command.Restart.class, 1);
            List<RecordedEvent> third = restarted(restart, run.size() + second.size());
            orchestrator.happen(third.subList(0, 2));
            client.await(message -> message.path("status").asText().equals("working"));
            orchestrator.happen(third.subList(2, third.size()));

            // Then
            JsonNode task = client.await("task").path("task");
            JsonNode result = task.get(task.size() - 1);
            assertThat(result.path("type").asText()).isEqualTo("result");
            assertIsReport(result.path("result"), "completed");
            assertThat(task.findValuesAsText("taskId")).contains(document + "." + restart.newRunId());

            // Then
            JsonNode refusals = client.await("refused");
            assertIsError(refusals.path("refused"), "document-exists: ");
            assertIsError(refusals.path("unknown"), "document-not-found: ");
            assertIsError(refusals.path("listed"), "projection-unavailable: ");
            assertIsError(refusals.path("wrong"), "invalid-request: command: ");
            assertThat(refusals.path("missing").asInt()).isEqualTo(-32002);
        }
    }

    private List<RecordedEvent> restarted(Command.Restart restart, long first) {
        List<DocumentEvent> events = new ArrayList<>();
        events.add(new AgentRun.Restarted(restart.commandId(), restart.step(), null));
        events.addAll(SampleRun.step(restart.step()));
        events.add(SampleRun.completed());
        List<RecordedEvent> recorded = new ArrayList<>();
        for (DocumentEvent event : events) {
            long sequence = first + recorded.size();
            recorded.add(new RecordedEvent(document, restart.newRunId(), sequence, Instant.now(), event));
        }
        return recorded;
    }

    private static boolean isTold(RecordedEvent event) {
        return !(event.event() instanceof AgentData) && !(event.event() instanceof AgentRun.Completed);
    }

    private static List<Long> told(List<RecordedEvent> run) {
        return run.stream()
                .filter(McpClientTest::isTold)
                .map(RecordedEvent::sequence)
                .toList();
    }

    private static List<Long> sequences(JsonNode end) {
        return end.path("told").valueStream().map(JsonNode::asLong).toList();
    }

    /** What a tool reports is part of what {@code GET} answers, and the agent is all of it. */
    private void assertIsReport(JsonNode result, String status) {
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        JsonNode report = result.path("structuredContent");
        assertThat(report.path("status").asText()).isEqualTo(status);
        JsonNode state = state();
        report.properties().forEach(member -> assertSame(member.getValue(), state.path(member.getKey())));
        assertThat(report.has("agent")).isTrue();
        assertSame(json(result.at("/content/0/text").asText()), report);
    }

    private static void assertIsError(JsonNode result, String code) {
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.at("/content/0/text").asText()).startsWith(code);
        assertThat(result.has("structuredContent")).isFalse();
    }
}
