package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.Forgotten;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.files.Manifest;
import dev.stepfold.commandline.files.Manifest.Commands;
import dev.stepfold.commandline.files.RecordFile;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The commands, from offset 0 on, and what the orchestrators had committed, moved by as much. Unfinished commands are
 * therefore read by the first orchestrator that starts, and their runs go on.
 */
final class CommandsPart {
    /**
     * The oldest that a command may seem: younger than the seven days for which commands are kept, so that an unfinished
     * command of an old backup is read before it is removed, and older than the day for which keys are remembered.
     */
    private static final Duration AGE_MAX = Duration.ofDays(2);

    private final Cluster cluster;
    private final BackupFolder folder;
    private final Manifest manifest;
    private final BackupFolder.Held held;
    private final Instant oldest;
    private final Progress progress;

    CommandsPart(
            Cluster cluster,
            BackupFolder folder,
            Manifest manifest,
            BackupFolder.Held held,
            InstantSource clock,
            Progress progress) {
        this.cluster = cluster;
        this.folder = folder;
        this.manifest = manifest;
        this.held = held;
        this.oldest = clock.instant().minus(AGE_MAX);
        this.progress = progress;
    }

    long restore() throws IOException {
        Map<TopicPartition, Cluster.End> ends =
                cluster.ends(cluster.partitions(cluster.names().commands()));
        long all = manifest.commands().stream()
                .mapToLong(commands -> commands.to() - commands.from())
                .sum();
        progress.begin("commands", all);
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (Commands commands : manifest.commands()) {
            TopicPartition partition = new TopicPartition(cluster.names().commands(), commands.partition());
            long there = ends.getOrDefault(partition, new Cluster.End(0, -1)).offset();
            if (there > commands.to() - commands.from()) {
                throw new CommandFailedException(partition
                        + " has more commands than the backup: something else writes to this cluster; begin again with "
                        + "an empty one");
            }
            write(commands, partition, there);
            if (commands.committed() >= 0) {
                committed.put(
                        partition, new OffsetAndMetadata(commands.committed() - commands.from(), commands.metadata()));
            }
        }
        if (!committed.isEmpty()) {
            var _ = cluster.answer(
                    "The offsets of " + cluster.names().orchestrators() + " could not be written",
                    cluster.admin()
                            .alterConsumerGroupOffsets(cluster.names().orchestrators(), committed)
                            .all());
        }
        return all;
    }

    private void write(Commands commands, TopicPartition partition, long there) throws IOException {
        commands.records().check(folder.path());
        Sending sending = new Sending();
        try (Producer<byte[], byte[]> producer = cluster.writer()) {
            RecordFile.read(
                    folder.resolve(commands.records().file()),
                    commands.records().bytes(),
                    (record, _) -> {
                        long offset = record.offset() - commands.from();
                        if (offset >= there) {
                            LoggedRecord command = isOfForgotten(record) ? withoutContent(record) : record;
                            Instant at = command.timestamp().isBefore(oldest) ? oldest : command.timestamp();
                            sending.send(
                                    producer,
                                    command.toRecord(
                                            cluster.names().commands(), partition.partition(), at.toEpochMilli()),
                                    offset);
                        }
                        progress.advance(1);
                    });
            sending.await(producer);
        }
    }

    /** A run that was interrupted may have forgotten a document whose commands are still there. */
    private boolean isOfForgotten(LoggedRecord record) {
        @Nullable String key = record.keyText();
        return held.forgotten().stream()
                .anyMatch((Forgotten one) -> one.documentId().value().equals(key)
                        && !record.timestamp().isAfter(Objects.requireNonNullElse(one.erasedAt(), one.forgottenAt())));
    }

    private static LoggedRecord withoutContent(LoggedRecord record) {
        return new LoggedRecord(record.offset(), record.timestamp(), null, List.of(), null);
    }
}
