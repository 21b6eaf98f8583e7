package dev.stepfold.orchestrator.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.orchestrator.step.StepFailure;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import java.util.zip.Deflater;

/** The bound on a step's result: it has to fit into one Kafka record. */
final class ResultLimit {
    /** The largest result, in bytes after compression. */
    static final int COMPRESSED_BYTES_MAX = 900_000;

    private ResultLimit() {}

    static void check(ObjectNode result) throws StepFailure {
        byte[] json;
        try {
            json = ContractMapper.mapper().writeValueAsBytes(result);
        } catch (JsonProcessingException e) {
            throw new StepFailure(ErrorKind.INVALID_OUTPUT, "The result is not JSON: " + e.getOriginalMessage());
        }
        if (json.length > COMPRESSED_BYTES_MAX && compressedBytes(json) > COMPRESSED_BYTES_MAX) {
            throw new StepFailure(
                    ErrorKind.PERMANENT,
                    "The result is larger than " + COMPRESSED_BYTES_MAX + " bytes compressed; ask for less at once");
        }
    }

    private static int compressedBytes(byte[] json) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(json);
            deflater.finish();
            byte[] buffer = new byte[64 * 1024];
            int bytes = 0;
            while (!deflater.finished()) {
                bytes += deflater.deflate(buffer);
            }
            return bytes;
        }
    }
}
