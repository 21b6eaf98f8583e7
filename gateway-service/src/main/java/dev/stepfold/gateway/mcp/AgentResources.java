package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Agents as resources: the whole state of a document, as {@code GET /api/documents/{id}} answers it, and its agent alone. */
final class AgentResources {
    private static final String PREFIX = "stepfold://documents/";
    private static final String AGENT = "/agent";
    private static final String TYPE = "application/json";
    private static final Pattern URI = Pattern.compile("stepfold://documents/([A-Za-z0-9_-]{1,64})(/agent)?");

    private AgentResources() {}

    /**
     * What an address names.
     *
     * @param agentOnly the agent, and not the whole state
     */
    record Address(DocumentId documentId, boolean agentOnly) {}

    /** The address of a document's state. */
    static String uri(DocumentId documentId) {
        return PREFIX + documentId;
    }

    /** Reads an address; empty if no resource can have it. */
    static Optional<Address> address(String uri) {
        Matcher matcher = URI.matcher(uri);
        return matcher.matches()
                ? Optional.of(new Address(new DocumentId(matcher.group(1)), matcher.group(2) != null))
                : Optional.empty();
    }

    /** Documents of a list as resources. */
    static ArrayNode of(Iterable<JsonNode> documents) {
        ArrayNode resources = ContractMapper.mapper().createArrayNode();
        for (JsonNode document : documents) {
            DocumentId documentId = new DocumentId(document.path("documentId").asText());
            ObjectNode resource = resources
                    .addObject()
                    .put("uri", uri(documentId))
                    .put("name", documentId.value())
                    .put(
                            "title",
                            document.path("agent")
                                    .asText(document.path("request").asText()))
                    .put(
                            "description",
                            document.path("status").asText() + ": "
                                    + document.path("request").asText())
                    .put("mimeType", TYPE);
            if (document.path("lastStreamUpdate").isTextual()) {
                resource.putObject("annotations")
                        .put("lastModified", document.path("lastStreamUpdate").textValue());
            }
        }
        return resources;
    }

    /** The addresses that can be made of a document's id. */
    static ArrayNode templates() {
        ArrayNode templates = ContractMapper.mapper().createArrayNode();
        templates
                .addObject()
                .put("uriTemplate", PREFIX + "{documentId}")
                .put("name", "document")
                .put("title", "The state of an agent's document")
                .put("description", "The agent, its run, every step's result, and the latest events.")
                .put("mimeType", TYPE);
        templates
                .addObject()
                .put("uriTemplate", PREFIX + "{documentId}" + AGENT)
                .put("name", "agent")
                .put("title", "An agent")
                .put("description", "Its models, enums, DDL, actions and schedules.")
                .put("mimeType", TYPE);
        return templates;
    }

    /** The answer to a read. */
    static ObjectNode contents(String uri, String json) {
        ObjectNode contents = ContractMapper.mapper().createObjectNode();
        contents.putArray("contents")
                .addObject()
                .put("uri", uri)
                .put("mimeType", TYPE)
                .put("text", json);
        return contents;
    }
}
