package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.agentexport.ExportFormat;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.DocumentedProblems;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code /api/mcp} without a client library: what the transport demands, and what is refused. */
final class McpTest extends StreamStage {
    private static final String PATH = "/api/mcp";
    private static final String[] VERSION = {"MCP-Protocol-Version", "2025-11-25"};

    @Test
    void agreesOnARevisionAndSaysWhatItOffers() {
        JsonNode latest = result("initialize", "{\"protocolVersion\":\"2025-11-25\"}");
        assertThat(latest.path("protocolVersion").asText()).isEqualTo("2025-11-25");
        assertThat(latest.path("capabilities"))
                .hasToString(
                        "{\"tools\":{},\"resources\":{},\"tasks\":{\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}}");
        assertThat(latest.at("/serverInfo/name").asText()).isEqualTo("stepfold");
        assertThat(result("initialize", "{\"protocolVersion\":\"2025-06-18\"}")
                        .path("protocolVersion")
                        .asText())
                .isEqualTo("2025-06-18");
        assertThat(result("initialize", "{\"protocolVersion\":\"1.0\"}")
                        .path("protocolVersion")
                        .asText())
                .isEqualTo("2025-11-25");
        assertThat(result("ping", "{}")).hasToString("{}");
    }

    @Test
    void answersNotificationsAndResponsesWithNothing() {
        for (String body : List.of(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")) {
            HttpResponse<String> answer = gateway.post(PATH, body, VERSION);
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void refusesWhatTheTransportDoesNotAllow() {
        DocumentedProblems problems = new DocumentedProblems(gateway);
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

        for (String body : List.of("[" + ping + "]", "{", "5")) {
            assertThat(code(problems, gateway.post(PATH, body))).as(body).isEqualTo("invalid-json");
        }
        for (String body : List.of(
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(129) + "\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}")) {
            assertThat(code(problems, gateway.post(PATH, body))).as(body).isEqualTo("bad-request");
        }
        assertThat(code(problems, gateway.post(PATH, ping, "MCP-Protocol-Version", "2024-11-05")))
                .isEqualTo("bad-request");
        HttpResponse<String> listening = gateway.get(PATH, "Accept", "text/event-stream");
        assertThat(code(problems, listening)).isEqualTo("method-not-allowed");
        assertThat(listening.headers().firstValue("allow")).hasValue("POST");
        assertThat(code(problems, gateway.get(PATH, "Last-Event-ID", "5"))).isEqualTo("invalid-parameter");
        assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri(PATH)).DELETE())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void refusesPagesOfOtherOriginsWhateverTheyAsk() {
        for (String path : List.of(PATH, PATH + "/")) {
            String[] foreign = {"Origin", "http://evil.example"};
            assertThat(gateway.get(path, foreign).statusCode()).as(path).isEqualTo(403);
            assertThat(gateway.post(path, "{}", foreign).statusCode()).as(path).isEqualTo(403);
        }
        String own = gateway.uri("").toString();
        assertThat(gateway.get(PATH, "Origin", own).statusCode()).isEqualTo(405);
    }

    @Test
    void answersOtherErrorsAsJsonRpcSays() {
        assertThat(error("prompts/list", "{}").path("code").asInt()).isEqualTo(-32601);
        assertThat(error("resources/subscribe", "{}").path("code").asInt()).isEqualTo(-32601);
        assertThat(error("tools/call", "{\"name\":\"explode\"}").path("code").asInt())
                .isEqualTo(-32602);
        assertThat(error("tools/call", "{\"name\":\"get_agent\",\"arguments\":[]}")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        for (String uri : List.of("", "http://elsewhere/", "stepfold://documents/nobody", "stepfold://documents/a/b")) {
            assertThat(error("resources/read", "{\"uri\":\"" + uri + "\"}")
                            .path("code")
                            .asInt())
                    .as(uri)
                    .isEqualTo(-32002);
        }
        JsonNode cursor = error("resources/list", "{\"cursor\":\"mine\"}");
        assertThat(cursor.path("code").asInt()).isEqualTo(-32602);
        assertThat(cursor.at("/data/code").asText()).isEqualTo("invalid-cursor");
        for (String task : List.of("{}", "{\"taskId\":\"doc\"}", "{\"taskId\":\"nobody.run\"}")) {
            for (String method : List.of("tasks/get", "tasks/result", "tasks/cancel")) {
                assertThat(error(method, task).path("code").asInt()).isEqualTo(-32602);
            }
        }
    }

    @Test
    void answersErrorsOfToolsAsTheirResults() {
        assertToolError("build_agent", "{}", "invalid-request: request: ");
        assertToolError("build_agent", "{\"request\":\"x\",\"nonsense\":1}", "unknown-field: ");
        assertToolError(
                "build_agent", "{\"request\":\"x\",\"options\":{\"speed\":1}}", "unknown-option: options.speed: ");
        assertToolError("build_agent", "{\"request\":\"x\",\"wait\":\"no\"}", "invalid-request: wait: ");
        assertToolError("build_agent", "{\"request\":\"x\",\"idempotencyKey\":\"\"}", "invalid-idempotency-key: ");
        assertToolError("change_agent", "{\"request\":\"x\"}", "invalid-id: documentId: ");
        assertToolError("change_agent", "{\"documentId\":\"nobody\",\"request\":\"x\"}", "document-not-found: ");
        assertToolError("get_agent", "{\"documentId\":\"nobody\"}", "document-not-found: ");
        assertToolError("get_agent", "{\"documentId\":\"nobody\",\"at\":-1}", "invalid-request: at: ");
        assertToolError("list_agents", "{\"limit\":0}", "invalid-request: limit: ");
        assertToolError("list_agents", "{\"status\":\"asleep\"}", "invalid-request: status: ");
        assertToolError("list_agents", "{\"cursor\":\"mine\"}", "invalid-cursor: cursor: ");
        String restart = "{\"documentId\":\"nobody\",\"command\":\"restart\"}";
        assertToolError("run_command", restart, "invalid-request: step: ");
        String cancel = "{\"documentId\":\"nobody\",\"command\":\"cancel\",\"step\":\"decision-making\"}";
        assertToolError("run_command", cancel, "unknown-field: step: ");
        begins(20);
        String retry = "{\"documentId\":\"" + document + "\",\"command\":\"retry\"}";
        assertToolError("run_command", retry, "run-not-failed: ");
    }

    @Test
    void listsAndReadsAgentsAsResourcesAndByTools() {
        begins(agentRun());
        ObjectNode row = ContractMapper.mapper()
                .createObjectNode()
                .put("documentId", document.value())
                .put("owner", "local")
                .put("status", "completed")
                .put("request", "Create a task management system")
                .put("createdAt", SampleRun.START.toString())
                .put("lastStreamUpdate", SampleRun.START.toString())
                .put("agent", "Tasks")
                .put("sequence", 2);
        projection.lists(row);

        JsonNode resources = result("resources/list", "{}").path("resources");
        assertThat(resources).hasSize(1);
        assertThat(resources.at("/0/uri").asText()).isEqualTo("stepfold://documents/" + document);
        assertThat(resources.at("/0/title").asText()).isEqualTo("Tasks");
        assertThat(result("resources/templates/list", "{}").path("resourceTemplates"))
                .hasSize(2);
        JsonNode read = result("resources/read", "{\"uri\":\"stepfold://documents/" + document + "\"}")
                .path("contents");
        assertThat(read.at("/0/text").asText()).isEqualTo(gateway.get(path).body());
        JsonNode listed = call("list_agents", "{\"limit\":5}").path("structuredContent");
        assertThat(listed.path("documents").get(0)).isEqualTo(row);
        projection.lists(row, row, row);
        String next = call("list_agents", "{\"limit\":2}")
                .at("/structuredContent/nextCursor")
                .asText();
        assertThat(next).isNotBlank();
        call("list_agents", "{\"limit\":2,\"cursor\":\"" + next + "\"}");
        assertThat(projection.listedWith()).contains("after=");
        JsonNode got = call("get_agent", "{\"documentId\":\"" + document + "\"}");
        assertThat(got.at("/structuredContent/agent/name").asText()).isEqualTo("Tasks");
        assertThat(got.at("/content/1/type").asText()).isEqualTo("resource_link");
    }

    @Test
    void exportsTheActionsOfAnAgentAsTools() {
        DocumentedProblems problems = new DocumentedProblems(gateway);
        begins(agentRun());

        HttpResponse<String> answer = gateway.get(path + "/agent?format=mcp");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("content-disposition"))
                .contains("inline; filename=\"tasks-mcp-tools.json\"");
        JsonNode tools = json(answer.body()).path("tools");
        assertThat(tools.at("/0/name").asText()).isEqualTo("assignTask");
        assertThat(tools.at("/0/inputSchema/type").asText()).isEqualTo("object");
        assertThat(json(gateway.get(path + "/agent").body()))
                .isEqualTo(json(gateway.get(path).body()).path("agent"));
        assertThat(gateway.get(path + "/agent?at=1&format=json").statusCode()).isEqualTo(200);
        assertThat(code(problems, gateway.get(path + "/agent?at=0"))).isEqualTo("not-found");
        assertThat(code(problems, gateway.get(path + "/agent?at=99"))).isEqualTo("sequence-not-found");
        HttpResponse<String> markdown = gateway.get(path + "/agent?format=markdown", "Accept", "text/html, */*;q=0.8");
        assertThat(markdown.headers().firstValue("content-type")).contains("text/markdown;charset=utf-8");
        assertThat(markdown.body()).startsWith("# Tasks\n");
        assertThat(code(problems, gateway.get(path + "/agent?format=migration")))
                .isEqualTo("not-exportable");
        HttpResponse<String> unknown = gateway.get(path + "/agent?format=xml");
        assertThat(code(problems, unknown)).isEqualTo("invalid-parameter");
        assertThat(json(unknown.body()).path("detail").asText()).contains(ExportFormat.names());
        assertThat(code(problems, gateway.get("/api/documents/nobody/agent"))).isEqualTo("document-not-found");
    }

    @ParameterizedTest
    @EnumSource
    void givesEachFormatToOneWhoAcceptsItsTypeOnly(ExportFormat format) {
        begins(agentRun());

        String type = format.mediaType().replaceAll(";.*", "");
        HttpResponse<String> answer = gateway.get(path + "/agent?format=" + format.wireName(), "Accept", type);

        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 409);
    }

    @Test
    void followsARunToItsEndOverACutAndAnswersWithTheStateThatItEndedWith() {
        begins(SampleRun.from(document, 0, List.of(SampleRun.started(), new AgentRun.Paused(new CommandId("p")))));
        String task = "{\"taskId\":\"" + document + "." + SampleRun.RUN + "\",\"_meta\":{\"progressToken\":3}}";
        assertThat(result("tasks/get", task).path("status").asText()).isEqualTo("working");

        String id;
        try (SseClient client = stream("tasks/result", task)) {
            orchestrator.happen(
                    SampleRun.from(document, 2, List.of(new AgentRun.Resumed(new CommandId("r")), agentData())));
            SseClient.Frame frame = client.next().orElseThrow();
            assertThat(json(frame.data()).at("/params/message").asText()).isEqualTo("The run goes on");
            assertThat(json(frame.data()).at("/params/progress").asInt()).isEqualTo(1);
            id = frame.id();
        }
        orchestrator.happen(SampleRun.from(
                document, 4, List.of(SampleRun.processing(StepId.first(), "More"), SampleRun.completed())));

        try (SseClient client = SseClient.connect(gateway.uri(PATH), id, VERSION)) {
            assertThat(json(client.next().orElseThrow().data())
                            .at("/params/message")
                            .asText())
                    .isEqualTo("More");
            JsonNode answer = json(client.next().orElseThrow().data());
            assertThat(answer.path("id").asInt()).isEqualTo(9);
            assertThat(answer.at("/result/structuredContent/status").asText()).isEqualTo("completed");
            assertThat(answer.at("/result/structuredContent/sequence").asInt()).isEqualTo(5);
            assertThat(answer.at("/result/_meta/io.modelcontextprotocol~1related-task/taskId")
                            .asText())
                    .isEqualTo(document + "." + SampleRun.RUN);
            assertThat(client.next()).isEmpty();
        }
        assertThat(result("tasks/result", task).at("/structuredContent/status").asText())
                .isEqualTo("completed");
        assertThat(error("tasks/cancel", task).at("/data/code").asText()).isEqualTo("run-not-active");

        // A later run takes the task's place, but not that of an answer that is still to be read.
        orchestrator.happen(List.of(new RecordedEvent(
                document, new RunId("run-2"), 6, SampleRun.START.plusSeconds(9), SampleRun.started())));
        try (SseClient client = SseClient.connect(gateway.uri(PATH), id, VERSION)) {
            client.next();
            JsonNode answer = json(client.next().orElseThrow().data());
            assertThat(answer.at("/result/structuredContent/status").asText()).isEqualTo("completed");
            assertThat(answer.at("/result/structuredContent/sequence").asInt()).isEqualTo(5);
        }
        assertThat(error("tasks/get", task).path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void buildsAnAgentOnceForAKeyWhetherTheCallWaitsOrNot() {
        String arguments = "\"request\":\"Create a shop\",\"documentId\":\"" + document + "\",\"idempotencyKey\":\""
                + document + "\"";
        orchestrator.createTopic(document);
        try (SseClient following =
                stream("tools/call", "{\"name\":\"build_agent\",\"arguments\":{" + arguments + "}}")) {
            assertThat(following.status()).isEqualTo(200);
            assertThat(following.headers().firstValue("content-type")).hasValue("text/event-stream");
            assertThat(following.headers().firstValue("x-accel-buffering")).hasValue("no");
            assertThat(following.nextId()).isNotBlank();
        }
        JsonNode pending =
                call("get_agent", "{\"documentId\":\"" + document + "\"}").path("structuredContent");
        assertThat(pending.path("status").asText()).isEqualTo("pending");
        assertThat(pending.path("sequence").asInt()).isEqualTo(-1);

        Command.StartRun start = accepted();
        AgentRun.Started started =
                new AgentRun.Started(start.commandId(), start.owner(), start.request(), start.options(), null);
        orchestrator.happen(List.of(new RecordedEvent(document, start.runId(), 0, SampleRun.START, started)));

        JsonNode again =
                call("build_agent", "{" + arguments + ",\"wait\":false}").path("structuredContent");
        assertThat(again.path("status").asText()).isEqualTo("running");
        assertThat(again.path("runId").asText()).isEqualTo(start.runId().value());
        assertToolError(
                "build_agent",
                "{" + arguments.replace("a shop", "a zoo") + ",\"wait\":false}",
                "idempotency-key-reused: ");
        JsonNode task =
                result("tools/call", "{\"name\":\"build_agent\",\"task\":{},\"arguments\":{" + arguments + "}}");
        assertThat(task.at("/task/taskId").asText()).isEqualTo(document + "." + start.runId());
        assertThat(task.at("/task/status").asText()).isEqualTo("working");
    }

    @Test
    void refusesWhatCannotBeATask() {
        assertThat(error("tools/call", "{\"name\":\"get_agent\",\"task\":{}}")
                        .path("code")
                        .asInt())
                .isEqualTo(-32601);
        assertThat(error("tools/call", "{\"name\":\"change_agent\",\"task\":{},\"arguments\":{\"request\":\"x\"}}")
                        .at("/data/code")
                        .asText())
                .isEqualTo("invalid-id");
    }

    private Command.StartRun accepted() {
        try (CommandTopic topic = new CommandTopic(BROKER.bootstrapServers())) {
            return topic.records().stream()
                    .filter(record -> document.value().equals(record.key()))
                    .map(record -> start(record.value()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Command.StartRun start(byte[] value) {
        try {
            return (Command.StartRun) JsonCodec.COMMANDS.decode(value);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private List<RecordedEvent> agentRun() {
        List<DocumentEvent> events = new ArrayList<>(List.of(SampleRun.started(), agentData(), SampleRun.completed()));
        return SampleRun.from(document, 0, events);
    }

    private static DocumentEvent agentData() {
        ObjectNode schema = ContractMapper.mapper().createObjectNode().put("type", "object");
        Action action = new Action(
                "assignTask",
                "Gives a task to somebody.",
                schema,
                schema,
                List.of("Task"),
                List.of("Task"),
                "request",
                Complexity.LOW);
        return new AgentData.Partial(
                new Agent("Tasks", "Manages tasks.", List.of(), List.of(), "", List.of(action), List.of(), null));
    }

    private static String code(DocumentedProblems problems, HttpResponse<String> answer) {
        return problems.of(answer).path("code").asText();
    }

    private static void assertToolError(String tool, String arguments, String text) {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.at("/content/0/text").asText()).startsWith(text);
    }

    private static JsonNode call(String tool, String arguments) {
        return result("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    private static SseClient stream(String method, String params) {
        return SseClient.post(gateway.uri(PATH), request(method, params), VERSION);
    }

    private static JsonNode result(String method, String params) {
        JsonNode answer = answer(method, params);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.path("result");
    }

    private static JsonNode error(String method, String params) {
        JsonNode answer = answer(method, params);
        assertThat(answer.has("error")).as(answer.toString()).isTrue();
        return answer.path("error");
    }

    private static JsonNode answer(String method, String params) {
        HttpResponse<String> answer = gateway.post(PATH, request(method, params), VERSION);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode message = json(answer.body());
        assertThat(message.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(message.path("id").asInt()).isEqualTo(9);
        return message;
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private static JsonNode json(String text) {
        try {
            return ContractMapper.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
