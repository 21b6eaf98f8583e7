package dev.stepfold.generation.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.stepfold.generation.structure.Report;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import java.util.List;
import java.util.Map;

/**
 * Whether a JSON Schema is valid. It is only checked against the meta-schema, which comes with the library. It is never
 * used as a schema itself, so nothing in it is resolved, loaded or matched.
 */
final class JsonSchemaRules {
    static final int DEPTH_MAX = 32;
    static final int LENGTH_MAX = 65_536;

    private static final Schema META_SCHEMA = SchemaRegistry.withDialect(Dialects.getDraft202012())
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private JsonSchemaRules() {}

    /** Checks each action's input and output. */
    static void check(Agent agent, Report report) {
        for (int i = 0; i < agent.actions().size(); i++) {
            Action action = agent.actions().get(i);
            check(action.input(), "/actions/" + i + "/input", report);
            check(action.output(), "/actions/" + i + "/output", report);
        }
    }

    private static void check(ObjectNode schema, String path, Report report) {
        if (deeperThan(DEPTH_MAX, schema)) {
            report.error("schema-too-large", path, "The JSON Schema is nested deeper than " + DEPTH_MAX + " levels");
            return;
        }
        String text = schema.toString();
        if (text.length() > LENGTH_MAX) {
            report.error("schema-too-large", path, "The JSON Schema is longer than " + LENGTH_MAX + " characters");
            return;
        }
        if (refersElsewhere(schema)) {
            report.error("remote-reference", path, "The JSON Schema refers to something outside of itself");
        }
        List<Error> errors = META_SCHEMA.validate(text, InputFormat.JSON);
        if (!errors.isEmpty()) {
            report.error("invalid-schema", path, "Not a JSON Schema 2020-12: " + errors.getFirst());
        }
    }

    private static boolean deeperThan(int levels, JsonNode node) {
        return node.isContainerNode()
                && (levels == 0 || node.valueStream().anyMatch(inner -> deeperThan(levels - 1, inner)));
    }

    private static boolean refersElsewhere(JsonNode node) {
        return node.propertyStream().anyMatch(JsonSchemaRules::isReferenceElsewhere)
                || node.valueStream().anyMatch(JsonSchemaRules::refersElsewhere);
    }

    private static boolean isReferenceElsewhere(Map.Entry<String, JsonNode> property) {
        return (property.getKey().equals("$ref") || property.getKey().equals("$dynamicRef"))
                && property.getValue().isTextual()
                && !property.getValue().textValue().startsWith("#");
    }
}
