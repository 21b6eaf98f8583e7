package dev.stepfold.commandline.backup;

import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.FileSum;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.files.Manifest.Commands;
import dev.stepfold.commandline.files.RecordFile;
import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.Stretches.Stretch;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.archive.ArchivedHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Copies the commands that a restored system needs: those that are not finished, and those whose keys the gateway
 * remembers. They are written anew at every run, so that those of erased documents are gone.
 *
 * <p>Which commands are finished is told relative to the committed offset. The offsets of the copy therefore have no gaps:
 * in the place of an erased document's command stands a record without key and value.
 */
final class CommandsPass {
    /** In the place of a command of an erased document. */
    static final String ERASED = "stepfold-erased";

    /** As long, and as many for each partition, as the gateway looks back for keys. */
    private static final Duration KEYS_REMEMBERED = Duration.ofHours(24);

    private static final long KEYS_MAX = 10_000;

    private final Cluster cluster;
    private final BackupFolder folder;
    private final Erasures erasures;

    CommandsPass(Cluster cluster, BackupFolder folder, Erasures erasures) {
        this.cluster = cluster;
        this.folder = folder;
        this.erasures = erasures;
    }

    /**
     * Copies them.
     *
     * @param committed what the orchestrators had committed before any document was copied
     */
    List<Commands> copy(long generation, Map<TopicPartition, OffsetAndMetadata> committed, Instant now) {
        List<TopicPartition> partitions = cluster.partitions(cluster.names().commands());
        Map<TopicPartition, Cluster.End> beginnings = cluster.beginnings(partitions);
        Map<TopicPartition, Cluster.End> ends = cluster.ends(partitions);
        Map<TopicPartition, Cluster.End> lately = cluster.offsets(
                partitions, OffsetSpec.forTimestamp(now.minus(KEYS_REMEMBERED).toEpochMilli()));
        List<Commands> all = new ArrayList<>();
        List<String> files = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
            for (TopicPartition partition : partitions) {
                long beginning = offset(beginnings.get(partition), 0);
                long end = offset(ends.get(partition), beginning);
                long recent = Math.max(end - KEYS_MAX, offset(lately.get(partition), end));
                @Nullable OffsetAndMetadata commit = committed.get(partition);
                long needed = commit == null ? beginning : commit.offset();
                long from = Math.max(beginning, Math.min(needed, recent));
                FileSum sum = copy(generation, consumer, new Stretch(partition, from, end));
                files.add(sum.file());
                // What was committed before the first command that is left says nothing about those that are.
                @Nullable OffsetAndMetadata usable = commit != null && commit.offset() >= from ? commit : null;
                all.add(new Commands(
                        partition.partition(),
                        sum,
                        from,
                        end,
                        usable == null ? -1 : usable.offset(),
                        usable == null ? "" : usable.metadata()));
            }
            folder.forceNames(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The offset; {@code none} if Kafka has none. */
    private static long offset(Cluster.@Nullable End end, long none) {
        return end == null || end.offset() < 0 ? none : end.offset();
    }

    private FileSum copy(long generation, Consumer<byte[], byte[]> consumer, Stretch stretch) throws IOException {
        String file =
                BackupFolder.fileOfCommands(generation, stretch.partition().partition());
        RecordFile.Appender appender = RecordFile.Appender.create(folder.resolve(file));
        long[] next = {stretch.from()};
        ArchivePlaces.read(cluster, consumer, List.of(stretch), record -> {
            try {
                while (next[0] < record.offset()) {
                    appender.add(placeholder(next[0]++, Instant.ofEpochMilli(record.timestamp())));
                }
                LoggedRecord command = LoggedRecord.of(record);
                appender.add(isOfErased(command) ? placeholder(command.offset(), command.timestamp()) : command);
                next[0]++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        RecordFile.Written written = appender.finish();
        return new FileSum(file, written.bytes(), written.sha256());
    }

    private boolean isOfErased(LoggedRecord command) {
        @Nullable String key = command.keyText();
        return key != null
                && Identifiers.isValid(key)
                && erasures.of(new DocumentId(key))
                        .filter(at -> !at.isBefore(command.timestamp()))
                        .isPresent();
    }

    private static LoggedRecord placeholder(long offset, Instant timestamp) {
        return new LoggedRecord(offset, timestamp, null, List.of(new ArchivedHeader(ERASED, null)), null);
    }
}
