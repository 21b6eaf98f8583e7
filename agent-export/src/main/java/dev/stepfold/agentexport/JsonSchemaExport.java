package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;

/**
 * A collection of JSON Schemas 2020-12 in one document, as its {@code $defs}: a row of each model, the values of each enum, and
 * {@code <action>.input} and {@code <action>.output}. The document itself accepts everything.
 */
final class JsonSchemaExport {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private JsonSchemaExport() {}

    static Export write(Agent agent) {
        return Namesakes.unless(agent, JsonSchemaExport::text);
    }

    private static String text(Agent agent) {
        ModelSchemas schemas = new ModelSchemas(agent, "#/$defs/");
        for (Action action : agent.actions()) {
            schemas.add(action.name() + ".input", action.input());
            schemas.add(action.name() + ".output", action.output());
        }
        ObjectNode document = ContractMapper.mapper()
                .createObjectNode()
                .put("$schema", DIALECT)
                .put("title", agent.name())
                .put("description", agent.description());
        String leftOut =
                LeftOut.sentence("JSON Schema", LeftOut.count(agent.schedules().size(), "schedule"));
        if (!leftOut.isEmpty()) {
            document.put("$comment", leftOut);
        }
        document.set("$defs", schemas.all());
        return document.toPrettyString() + "\n";
    }
}
