package dev.stepfold.generation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.codec.ContractMapper;

/**
 * The schema of an answer within the subset of JSON Schema that strict mode enforces (OpenAI, "Structured Outputs"): every
 * property is required, and no object has others. The contract's schemas keep to that by themselves, but for objects of
 * any form: in their place stands a text with the object as JSON, which {@link AnswerRepair} turns into the object again.
 */
final class StrictSchema {
    private static final String DESCRIPTION = "description";
    private static final String TYPE = "type";

    private StrictSchema() {}

    /** The strict form of a step's schema. */
    static String of(String schema) {
        try {
            JsonNode json = ContractMapper.mapper().readTree(schema);
            return strict(json).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema of the contract is not JSON", e);
        }
    }

    /** Whether a schema describes an object of any form. */
    static boolean isOpen(JsonNode schema) {
        return schema.path(TYPE).asText().equals("object") && !schema.has("properties");
    }

    private static JsonNode strict(JsonNode schema) {
        return switch (schema) {
            case ObjectNode open
            when isOpen(open) ->
                ContractMapper.mapper()
                        .createObjectNode()
                        .put(TYPE, "string")
                        .put(DESCRIPTION, open.path(DESCRIPTION).asText() + " Written as JSON in this text.");
            case ObjectNode object -> {
                ObjectNode strict = ContractMapper.mapper().createObjectNode();
                object.properties().forEach(member -> strict.set(member.getKey(), strict(member.getValue())));
                yield strict;
            }
            case ArrayNode array -> {
                ArrayNode strict = ContractMapper.mapper().createArrayNode();
                array.forEach(element -> strict.add(strict(element)));
                yield strict;
            }
            default -> schema;
        };
    }
}
