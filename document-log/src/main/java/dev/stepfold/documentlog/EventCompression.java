package dev.stepfold.documentlog;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * How events are compressed on their way into topics. A topic's record limit is counted after compression, and the size
 * of the same text differs up to threefold between compression types. Code that keeps to
 * {@link SharedTopics#RECORD_BYTES_MAX} must therefore count with this type.
 */
public final class EventCompression {
    /** The {@code compression.type} of producers of events. */
    public static final String TYPE = "lz4";

    private EventCompression() {}

    /** How many bytes {@code value} takes in the topic. */
    public static int bytes(byte[] value) {
        ByteBufferOutputStream compressed = new ByteBufferOutputStream(64 * 1024);
        try (OutputStream out =
                Compression.of(TYPE).build().wrapForOutput(compressed, RecordBatch.CURRENT_MAGIC_VALUE)) {
            out.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return compressed.position();
    }
}
