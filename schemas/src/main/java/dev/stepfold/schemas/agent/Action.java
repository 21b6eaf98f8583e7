package dev.stepfold.schemas.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.JsonValues;
import java.util.List;

/**
 * Something the agent can do.
 *
 * @param name a verb phrase in camelCase: {@code assignTask}
 * @param purpose one sentence for a person
 * @param input JSON Schema 2020-12 of the action's input
 * @param output JSON Schema 2020-12 of the action's output
 * @param reads names of the models it reads
 * @param writes names of the models it creates, changes or deletes
 * @param trigger what triggers it: {@code request}, {@code schedule}, or {@code event}
 * @param complexity how much there is to build
 */
public record Action(
        String name,
        String purpose,
        ObjectNode input,
        ObjectNode output,
        List<String> reads,
        List<String> writes,
        String trigger,
        Complexity complexity) {
    public Action {
        Checks.notBlank("action.name", name);
        Checks.notBlank("action.trigger", trigger);
        JsonValues.check("input", input);
        JsonValues.check("output", output);
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }

    /** The same action with other schemas. */
    public Action withSchemas(ObjectNode newInput, ObjectNode newOutput) {
        return new Action(name, purpose, newInput, newOutput, reads, writes, trigger, complexity);
    }
}
