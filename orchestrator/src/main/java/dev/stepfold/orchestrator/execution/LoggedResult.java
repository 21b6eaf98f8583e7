package dev.stepfold.orchestrator.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.JsonValues;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import java.io.IOException;

/** A step's result as it goes into the log: bounded, because it has to fit into one Kafka record. */
final class LoggedResult {
    /** The largest result, in bytes as the log compresses it. A whole event may have twice as much. */
    static final int COMPRESSED_BYTES_MAX = 900_000;

    /** The largest result, in bytes before compression. */
    static final int BYTES_MAX = 12_000_000;

    private LoggedResult() {}

    /**
     * The result as it will be read back from the log, so that the live state and the recovered one are exactly equal.
     *
     * @throws StepFailure when it is not JSON, is nested too deeply, has a number out of range, or is too large
     */
    static ObjectNode of(ObjectNode result) throws StepFailure {
        try {
            JsonValues.check("The result", result);
            return ContractMapper.mapper().readValue(checked(result), ObjectNode.class);
        } catch (IllegalArgumentException e) {
            throw new StepFailure(ErrorKind.INVALID_OUTPUT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new StepFailure(ErrorKind.INVALID_OUTPUT, "The result is not JSON");
        }
    }

    /** Refuses an agent that is too large for an event, even though none of the results it is made of is. */
    static void checkSize(Agent agent) throws StepFailure {
        try {
            checked(agent);
        } catch (IOException e) {
            throw new StepFailure(ErrorKind.INVALID_OUTPUT, "The agent is not JSON");
        }
    }

    private static byte[] checked(Object value) throws StepFailure, IOException {
        byte[] json = ContractMapper.mapper().writeValueAsBytes(value);
        if (json.length > BYTES_MAX
                || (json.length > COMPRESSED_BYTES_MAX && EventCompression.bytes(json) > COMPRESSED_BYTES_MAX)) {
            throw new StepFailure(
                    ErrorKind.PERMANENT,
                    "The result is larger than " + COMPRESSED_BYTES_MAX + " bytes compressed; ask for less at once");
        }
        return json;
    }
}
