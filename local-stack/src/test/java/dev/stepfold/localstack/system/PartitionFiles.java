package dev.stepfold.localstack.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;

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
        for (Path segment : segments()) {
            try (FileRecords file = FileRecords.open(segment.toFile(), false)) {
                for (FileChannelRecordBatch batch : file.batches()) {
                    batches.add(new Batch(
                            segment,
                            batch.position(),
                            (long) batch.position() + batch.sizeInBytes(),
                            batch.nextOffset()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(segment + " cannot be read", e);
            }
        }
        return batches;
    }

    /** What a record of a log holds. */
    record Kept(long offset, String key, byte @org.jspecify.annotations.Nullable [] value) {}

    /** The records that producers wrote. */
    List<Kept> records() {
        List<Kept> records = new ArrayList<>();
        for (Path segment : segments()) {
            try (FileRecords file = FileRecords.open(segment.toFile(), false)) {
                for (FileChannelRecordBatch batch : file.batches()) {
                    if (!batch.isControlBatch()) {
                        for (Record record : batch) {
                            records.add(new Kept(record.offset(), text(record), value(record)));
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(segment + " cannot be read", e);
            }
        }
        return records;
    }

    private static String text(Record record) {
        if (!record.hasKey()) {
            return "";
        }
        byte[] bytes = new byte[record.keySize()];
        record.key().get(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte @org.jspecify.annotations.Nullable [] value(Record record) {
        if (!record.hasValue()) {
            return null;
        }
        byte[] bytes = new byte[record.valueSize()];
        record.value().get(bytes);
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
            if (segment.getFileName().toString().compareTo(first.segment().getFileName().toString()) > 0) {
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
