package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The actions of an agent as the tools of an MCP server that is to be built from it: what its {@code tools/list} answers.
 * Nothing here can carry them out.
 */
final class McpTools {
    private static final int NAME_LENGTH_MAX = 128;

    /** What a tool's name may not have (MCP 2025-11-25, "Tool names"). */
    private static final Pattern NOT_OF_NAME = Pattern.compile("[^A-Za-z0-9_.-]");

    private McpTools() {}

    static Export write(Agent agent) {
        return new Export.Written(of(agent).toPrettyString() + "\n");
    }

    /** {@code {tools: [{name, title, description, inputSchema, outputSchema, annotations}]}}. */
    static ObjectNode of(Agent agent) {
        ObjectNode list = ContractMapper.mapper().createObjectNode();
        ArrayNode tools = list.putArray("tools");
        UniqueNames names = new UniqueNames(NAME_LENGTH_MAX);
        for (Action action : agent.actions()) {
            ObjectNode tool = tools.addObject()
                    .put("name", names.take(NOT_OF_NAME.matcher(action.name()).replaceAll("_")))
                    .put("title", title(action.name()))
                    .put("description", action.purpose());
            tool.set("inputSchema", ofObject(action.input()));
            tool.set("outputSchema", ofObject(action.output()));
            tool.putObject("annotations").put("readOnlyHint", action.writes().isEmpty());
        }
        return list;
    }

    /** {@code assignTask} as a person writes it. */
    private static String title(String action) {
        String words = action.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").strip().toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /**
     * A schema whose root says that it is of an object, as the protocol demands. One that says so only in a list of types, or
     * not at all, is narrowed to it; one of something else becomes the member {@code value} of an object.
     */
    private static ObjectNode ofObject(ObjectNode schema) {
        JsonNode type = schema.path("type");
        boolean allowsObject = type.isMissingNode()
                || type.asText().equals("object")
                || type.valueStream().anyMatch(one -> one.asText().equals("object"));
        ObjectNode root = ContractMapper.mapper().createObjectNode().put("type", "object");
        if (allowsObject) {
            ObjectNode others = schema.deepCopy().without(List.of("type"));
            return root.setAll(others);
        }
        ObjectNode value = schema.deepCopy();
        JsonNode definitions = value.remove("$defs");
        if (definitions != null) {
            root.set("$defs", definitions);
        }
        root.putObject("properties").set("value", value);
        root.putArray("required").add("value");
        return root;
    }
}
