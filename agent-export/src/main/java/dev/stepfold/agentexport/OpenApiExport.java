package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The actions of an agent as the operations of an HTTP API that is to be built (OpenAPI 3.1): each a {@code POST} of its input to
 * {@code /actions/<name>} that answers its output. The models and enums are schemas beside theirs. What OpenAPI has no word for
 * is in members that begin with {@code x-}.
 */
final class OpenApiExport {
    private static final int NAME_LENGTH_MAX = 100;
    private static final String DESCRIPTION_OF_LIMITS =
            "The agent does not say who may call an action, nor where it is served.";
    private static final Pattern NOT_OF_PATH = Pattern.compile("[^A-Za-z0-9_-]");

    private final Agent agent;
    private final ModelSchemas schemas;

    private OpenApiExport(Agent agent) {
        this.agent = agent;
        this.schemas = new ModelSchemas(agent, "#/components/schemas/");
    }

    static Export write(Agent agent) {
        return Namesakes.unless(agent, one -> new OpenApiExport(one).document().toPrettyString() + "\n");
    }

    private ObjectNode document() {
        ObjectNode document = object().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", agent.name())
                .put("description", (MarkdownText.words(agent.description()) + "\n\n" + DESCRIPTION_OF_LIMITS).strip())
                .put("version", "1.0.0");
        document.putArray("servers").addObject().put("url", "/");
        document.putArray("security");
        ObjectNode paths = document.putObject("paths");
        UniqueNames names = new UniqueNames(NAME_LENGTH_MAX);
        for (Action action : agent.actions()) {
            String name = names.take(NOT_OF_PATH.matcher(action.name()).replaceAll("_"));
            paths.putObject("/actions/" + name).set("post", operation(action, name));
        }
        document.putObject("components").set("schemas", schemas.all());
        if (!agent.schedules().isEmpty()) {
            document.set("x-schedules", ContractMapper.mapper().valueToTree(agent.schedules()));
        }
        return document;
    }

    private ObjectNode operation(Action action, String name) {
        ObjectNode operation = object().put("operationId", name)
                .put("summary", action.name())
                .put("description", MarkdownText.words(action.purpose()));
        operation.set("x-reads", list(action.reads()));
        operation.set("x-writes", list(action.writes()));
        operation
                .put("x-trigger", action.trigger())
                .put("x-complexity", action.complexity().wireName());
        operation
                .putObject("requestBody")
                .put("required", true)
                .set("content", json(schemas.add(name + ".input", action.input())));
        ObjectNode responses = operation.putObject("responses");
        responses
                .putObject("200")
                .put("description", "The action's output.")
                .set("content", json(schemas.add(name + ".output", action.output())));
        responses.putObject("400").put("description", "The input is not what the action takes.");
        return operation;
    }

    private static ObjectNode json(String reference) {
        ObjectNode content = object();
        content.putObject("application/json").putObject("schema").put("$ref", reference);
        return content;
    }

    private static ArrayNode list(List<String> names) {
        ArrayNode list = ContractMapper.mapper().createArrayNode();
        names.forEach(list::add);
        return list;
    }

    private static ObjectNode object() {
        return ContractMapper.mapper().createObjectNode();
    }
}
