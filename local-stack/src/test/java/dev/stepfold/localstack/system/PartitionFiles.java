package dev.stepfold.localstack.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition as it is on the disk of a broker that does not run.
 *
 * @param folder the partition's folder, named after topic and partition
 */
record PartitionFiles(Path folder) {
    private static final String SEGMENT = ".log";

    /**
     * Where a batch is.
     *
     * @param segment the file
     * @param begin its first byte in the file
     * @param end the first byte behind it
     * @param nextOffset the offset behind its last record
     */
    record Batch(Path segment, long begin, long end, long nextOffset) {}

    String topic() {
        String name = folder.getFileName().toString();
        return name.substring(0, name.lastIndexOf('-'));
    }

    int partition() {
        String name = folder.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    /** The batches of all segments, in their order. */
    List<Batch> batches() {
        List<Batch> batches = new ArrayList<>();
        eachBatch((segment, batch) -> batches.add(new Batch(
                segment, batch.position(), (long) batch.position() + batch.sizeInBytes(), batch.nextOffset())));
        return batches;
    }

    /** The records that producers wrote. */
    Topic read() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        eachBatch((_, batch) -> {
            if (!batch.isControlBatch()) {
                batch.forEach(record -> records.add(new ConsumerRecord<>(
                        topic(),
                        partition(),
                        record.offset(),
                        new String(bytes(record.key()), StandardCharsets.UTF_8),
                        bytes(record.value()))));
            }
        });
        return new Topic(records);
    }

    /** As the broker does that recovers a log: what is behind the first batch that is not whole does not count. */
    private void eachBatch(BiConsumer<Path, FileChannelRecordBatch> action) {
        for (Path segment : segments()) {
            try (FileRecords file = FileRecords.open(segment.toFile(), false)) {
                for (FileChannelRecordBatch batch : file.batches()) {
                    if (!batch.isValid()) {
                        return;
                    }
                    action.accept(segment, batch);
                }
            } catch (CorruptRecordException _) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(segment + " cannot be read", e);
            }
        }
    }

    /** None for a key or value that is not there. */
    private static byte[] bytes(@Nullable ByteBuffer buffer) {
        byte[] bytes = new byte[buffer == null ? 0 : buffer.remaining()];
        if (buffer != null) {
            buffer.get(bytes);
        }
        return bytes;
    }

    /** Leaves the first batches and nothing behind them, as if the rest had never reached the disk. */
    void keep(int batches) {
        List<Batch> all = batches();
        if (batches >= all.size()) {
            return;
        }
        Batch first = all.get(batches);
        truncate(first.segment(), first.begin());
        for (Path segment : segments()) {
            if (segment.getFileName()
                            .toString()
                            .compareTo(first.segment().getFileName().toString())
                    > 0) {
                delete(segment);
            }
        }
        forgetWhatIsDerived();
    }

    /** Deletes the indexes and the snapshots of producers; the broker makes them anew. */
    void forgetWhatIsDerived() {
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.endsWith("index") || name.endsWith(".snapshot")) {
                delete(file);
            }
        }
    }

    List<Path> segments() {
        return files().stream()
                .filter(file -> file.getFileName().toString().endsWith(SEGMENT))
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void truncate(Path file, long bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
