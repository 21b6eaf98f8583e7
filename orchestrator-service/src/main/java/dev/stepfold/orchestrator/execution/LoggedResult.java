package dev.stepfold.orchestrator.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.orchestrator.step.StepFailure;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import java.io.IOException;
import java.util.zip.Deflater;

/** A step's result as it goes into the log: bounded, because it has to fit into one Kafka record. */
final class LoggedResult {
    /** The largest result, in bytes after compression. */
    static final int COMPRESSED_BYTES_MAX = 900_000;

    private LoggedResult() {}

    /**
     * The result as it will be read back from the log, so that the live state and the recovered one are equal to the
     * letter.
     */
    static ObjectNode of(ObjectNode result) throws StepFailure {
        try {
            byte[] json = ContractMapper.mapper().writeValueAsBytes(result);
            if (json.length > COMPRESSED_BYTES_MAX && compressedBytes(json) > COMPRESSED_BYTES_MAX) {
                throw new StepFailure(
                        ErrorKind.PERMANENT,
                        "The result is larger than " + COMPRESSED_BYTES_MAX
                                + " bytes compressed; ask for less at once");
            }
            return ContractMapper.mapper().readValue(json, ObjectNode.class);
        } catch (IOException e) {
            throw new StepFailure(ErrorKind.INVALID_OUTPUT, "The result is not JSON");
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
