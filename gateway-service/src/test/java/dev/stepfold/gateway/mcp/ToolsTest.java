package dev.stepfold.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stepfold.gateway.command.RunRequest;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The schemas that clients get. */
final class ToolsTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, _ -> {});
    private static final Schema META_SCHEMA =
            REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    @Test
    void haveNamesWordsAndValidSchemasWithoutReferences() {
        assertThat(Tools.list().findValuesAsText("$ref")).isEmpty();
        assertThat(Tools.list()).hasSize(5).allSatisfy(tool -> {
            assertThat(tool.path("name").asText()).matches("[a-z_]{1,64}");
            assertThat(tool.path("description").asText()).isNotBlank();
            assertIsSchemaOfObject(tool.path("inputSchema"));
            assertIsSchemaOfObject(tool.path("outputSchema"));
        });
    }

    @Test
    void offerTheOptionsStepsAndLimitsOfTheContract() throws IOException {
        JsonNode build = tool("build_agent").at("/inputSchema/properties");
        JsonNode contract;
        try (InputStream file = getClass().getResourceAsStream("/json-schema/options.schema.json")) {
            contract = ContractMapper.mapper().readTree(Objects.requireNonNull(file));
        }

        assertThat(names(build.at("/options/properties")))
                .containsExactlyInAnyOrderElementsOf(names(contract.path("properties")));
        assertThat(names(build.at("/options/properties/retryPolicy/properties")))
                .containsExactlyInAnyOrderElementsOf(names(contract.at("/$defs/retryPolicy/properties")));
        assertThat(tool("run_command")
                        .at("/inputSchema/properties/step/enum")
                        .valueStream()
                        .map(JsonNode::asText))
                .containsExactlyElementsOf(
                        Arrays.stream(StepId.values()).map(StepId::wireName).toList());
        String longest = "x".repeat(build.at("/request/maxLength").asInt());
        assertThat(RunRequest.ofNewDocument(("{\"request\":\"" + longest + "\"}").getBytes(StandardCharsets.UTF_8)))
                .isNotNull();
    }

    @Test
    void reportEveryStateOfARunByTheirSchema() {
        Schema schema =
                REGISTRY.getSchema(tool("get_agent").path("outputSchema").toString(), InputFormat.JSON);
        List<DocumentEvent> events = new ArrayList<>(SampleRun.complete());
        events.add(15, new AgentData.Partial(agent(action("assignTask", "{}"))));
        events.add(SampleRun.failedAt(StepId.first(), true));
        DocumentState state = DocumentState.initial(DOCUMENT);
        for (RecordedEvent event : SampleRun.from(DOCUMENT, 0, events)) {
            state = DocumentFold.apply(state, event);
            assertThat(schema.validate(AgentReads.report(state).toString(), InputFormat.JSON))
                    .isEmpty();
        }
        assertThat(ToolResults.ofReport(AgentReads.report(state))
                        .path("isError")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aTaskIsNamedAfterItsRunAndSaysHowItIs() {
        TaskId task = new TaskId(DOCUMENT, SampleRun.RUN);
        DocumentState state = DocumentFold.fold(DOCUMENT, SampleRun.from(DOCUMENT, 0, SampleRun.complete()));

        assertThat(TaskId.parse(task.toString())).contains(task);
        for (String other : List.of("", "doc", "doc.", ".run", "doc.run.more", "d c.run")) {
            assertThat(TaskId.parse(other)).as(other).isEqualTo(Optional.empty());
        }
        assertThat(task.report(state, Instant.EPOCH).path("status").asText()).isEqualTo("completed");
        assertThat(task.report(DocumentState.initial(DOCUMENT), Instant.EPOCH)
                        .path("createdAt")
                        .asText())
                .isEqualTo("1970-01-01T00:00:00Z");
        assertThat(new TaskId(DOCUMENT, new RunId("r")).related().at("/io.modelcontextprotocol~1related-task/taskId"))
                .hasToString("\"doc.r\"");
    }

    private static void assertIsSchemaOfObject(JsonNode schema) {
        assertThat(schema.path("type").asText()).isEqualTo("object");
        assertThat(META_SCHEMA.validate(schema.toString(), InputFormat.JSON)).isEmpty();
    }

    private static JsonNode tool(String name) {
        return Tools.list()
                .valueStream()
                .filter(tool -> tool.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Agent agent(Action... actions) {
        return new Agent("Tasks", "Manages tasks.", List.of(), List.of(), "", List.of(actions), List.of(), null);
    }

    private static Action action(String name, String schema) {
        return new Action(
                name, "Does it.", object(schema), object("{}"), List.of("Task"), List.of(), "request", Complexity.LOW);
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) ContractMapper.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
