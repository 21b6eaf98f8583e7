package dev.stepfold.localstack.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.codec.ContractMapper;

/** An agent of many models, each with up to three below it. */
final class LargeAgent {
    private LargeAgent() {}

    /** A valid agent of that many models. */
    static ObjectNode of(int count) {
        ObjectNode agent =
                ContractMapper.mapper().createObjectNode().put("name", "Large").put("description", "Large.");
        ArrayNode models = agent.putArray("models");
        StringBuilder ddl = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ObjectNode model = models.addObject().put("name", "Model" + i);
            ArrayNode fields = model.putArray("fields");
            field(fields, "id", "uuid", true);
            field(fields, "name", "string", false);
            ArrayNode relations = model.putArray("relations");
            ddl.append("CREATE TABLE model").append(i).append("s (id uuid PRIMARY KEY, name varchar(255) NOT NULL");
            if (i > 0) {
                int parent = (i - 1) / 3;
                field(fields, "parentId", "uuid", false)
                        .putObject("references")
                        .put("model", "Model" + parent)
                        .put("field", "id");
                relations
                        .addObject()
                        .put("name", "parent")
                        .put("cardinality", "many-to-one")
                        .put("model", "Model" + parent)
                        .put("field", "parentId");
                ddl.append(", parent_id uuid NOT NULL REFERENCES model")
                        .append(parent)
                        .append("s (id)");
            }
            for (int child = 3 * i + 1; child <= 3 * i + 3 && child < count; child++) {
                relations
                        .addObject()
                        .put("name", "children" + child)
                        .put("cardinality", "one-to-many")
                        .put("model", "Model" + child);
            }
            ddl.append(");\n");
        }
        agent.putArray("enums");
        agent.put("ddl", ddl.toString());
        agent.putArray("actions");
        agent.putArray("schedules");
        return agent;
    }

    private static ObjectNode field(ArrayNode fields, String name, String type, boolean unique) {
        return fields.addObject()
                .put("name", name)
                .put("type", type)
                .put("required", true)
                .put("unique", unique)
                .putNull("default");
    }
}
