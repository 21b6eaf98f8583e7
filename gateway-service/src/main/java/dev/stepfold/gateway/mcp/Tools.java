package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The tools as {@code tools/list} gives them, from {@code mcp/tools.json}. What its {@code $ref}s refer to takes their places,
 * because many clients follow none; members beside a {@code $ref} win.
 */
final class Tools {
    private static final ArrayNode LIST = read();

    private Tools() {}

    /** All tools. */
    static ArrayNode list() {
        return LIST.deepCopy();
    }

    private static ArrayNode read() {
        try (InputStream file = Objects.requireNonNull(Tools.class.getResourceAsStream("/mcp/tools.json"))) {
            JsonNode root = ContractMapper.ownMapper().readTree(file);
            ArrayNode tools = ContractMapper.mapper().createArrayNode();
            root.path("tools").forEach(tool -> tools.add(resolved(tool, root)));
            return tools;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode resolved(JsonNode node, JsonNode root) {
        if (node instanceof ArrayNode array) {
            ArrayNode resolved = ContractMapper.mapper().createArrayNode();
            array.forEach(element -> resolved.add(resolved(element, root)));
            return resolved;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode resolved = ContractMapper.mapper().createObjectNode();
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        for (Map.Entry<String, JsonNode> member : members) {
            if (member.getKey().equals("$ref")) {
                JsonNode target = root.at(member.getValue().textValue().substring(1));
                resolved.setAll((ObjectNode) resolved(target, root));
            } else {
                resolved.set(member.getKey(), resolved(member.getValue(), root));
            }
        }
        return resolved;
    }
}
