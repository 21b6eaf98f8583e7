package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tools that are made of an agent's actions. */
final class McpToolsTest {
    private static final Schema META_SCHEMA = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12, _ -> {})
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    @Test
    void areMadeOfTheActionsOfAnAgent() {
        ObjectNode list = McpTools.of(agent(
                action("assignTask", "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}}"),
                action("assign task", "{}"),
                action("assign/task", "{\"type\":[\"object\",\"null\"]}"),
                action(
                        "x".repeat(200),
                        "{\"$defs\":{\"a\":{}},\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/a\"}}")));

        assertThat(list.path("tools")
                        .valueStream()
                        .map(tool -> tool.path("name").asText()))
                .containsExactly("assignTask", "assign_task", "assign_task_2", "x".repeat(128));
        assertThat(list.path("tools")).allSatisfy(tool -> {
            assertIsSchemaOfObject(tool.path("inputSchema"));
            assertIsSchemaOfObject(tool.path("outputSchema"));
        });
        JsonNode first = list.at("/tools/0");
        assertThat(first.path("title").asText()).isEqualTo("Assign task");
        assertThat(first.path("description").asText()).isEqualTo("Does it.");
        assertThat(first.at("/inputSchema/properties/id/type").asText()).isEqualTo("string");
        assertThat(first.at("/annotations/readOnlyHint").asBoolean()).isTrue();
        JsonNode wrapped = list.at("/tools/3/inputSchema");
        assertThat(wrapped.at("/properties/value/items/$ref").asText()).isEqualTo("#/$defs/a");
        assertThat(wrapped.at("/$defs/a").isObject()).isTrue();
    }

    private static void assertIsSchemaOfObject(JsonNode schema) {
        assertThat(schema.path("type").asText()).isEqualTo("object");
        assertThat(META_SCHEMA.validate(schema.toString(), InputFormat.JSON)).isEmpty();
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
