package dev.stepfold.commandline.document;

import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.commandline.kafka.Stretches;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivePlace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One document's log, wherever it is kept: in its topic, or in the archive if it has none or an empty one. */
final class Logs {
    private final Cluster cluster;
    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

    /** Where a log was found. */
    enum Place {
        TOPIC,
        ARCHIVE,
        NOWHERE
    }

    Logs(Cluster cluster, org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        this.cluster = cluster;
        this.consumer = consumer;
    }

    /** Reads the records from an offset on, to the end of the log as it is now. */
    Place read(DocumentId documentId, long from, Consumer<LoggedRecord> use) {
        if (readTopic(documentId, from, use)) {
            return Place.TOPIC;
        }
        @Nullable ArchivePlace place = ArchivePlaces.read(cluster, consumer).get(documentId);
        if (place == null) {
            return Place.NOWHERE;
        }
        ArchivePlaces.logs(
                cluster,
                consumer,
                Map.of(documentId, place),
                (_, log) -> LoggedRecord.of(log)
                        .filter(record -> record.offset() >= from)
                        .forEach(use));
        return Place.ARCHIVE;
    }

    /** Reads the topic; false if there is none, or an empty one. */
    boolean readTopic(DocumentId documentId, long from, Consumer<LoggedRecord> use) {
        TopicPartition partition = cluster.partitionOf(documentId);
        Cluster.@Nullable End end = cluster.ends(List.of(partition)).get(partition);
        if (end == null || end.offset() == 0) {
            return false;
        }
        if (from > end.offset()) {
            throw new CommandFailedException("The log of document " + documentId
                    + " has become shorter: the document was erased and created anew, or its topic lost records");
        }
        if (from == end.offset()) {
            return true;
        }
        Set<TopicPartition> lost = new Stretches(cluster, consumer)
                .read(List.of(new Stretches.Stretch(partition, from, end.offset())), new Stretches.Sink() {
                    @Override
                    public void take(ConsumerRecord<byte[], byte[]> record) {
                        use.accept(LoggedRecord.of(record));
                    }

                    @Override
                    public void finished(TopicPartition finished) {}
                });
        return lost.isEmpty();
    }
}
