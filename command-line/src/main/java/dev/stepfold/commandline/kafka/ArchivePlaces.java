package dev.stepfold.commandline.kafka;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The archive: where its logs are, and many of them read in the order in which they stand. */
public final class ArchivePlaces {
    /** Over how many offsets that are not wanted it is quicker to read on than to seek. */
    private static final long READ_ON_MAX = 50;

    private ArchivePlaces() {}

    /** Where each archived log is now. */
    public static Map<DocumentId, ArchivePlace> read(Cluster cluster, Consumer<byte[], byte[]> consumer) {
        Map<DocumentId, ArchivePlace> places = new TreeMap<>(Comparator.comparing(DocumentId::value));
        readWhole(cluster, consumer, cluster.names().archivedDocuments(), record -> {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (!Identifiers.isValid(key)) {
                return;
            }
            if (record.value() == null) {
                places.remove(new DocumentId(key));
                return;
            }
            try {
                places.put(new DocumentId(key), JsonCodec.ARCHIVE_PLACES.decode(record.value()));
            } catch (UnreadableException e) {
                throw CommandFailedException.because("The place of the archived log of " + key + " cannot be read", e);
            }
        });
        return places;
    }

    /** Reads every record of a topic that all documents share, as it is now. */
    public static void readWhole(
            Cluster cluster,
            Consumer<byte[], byte[]> consumer,
            String topic,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> use) {
        List<TopicPartition> partitions = cluster.partitions(topic);
        Map<TopicPartition, Cluster.End> beginnings = cluster.beginnings(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<Stretches.Stretch> stretches = new ArrayList<>();
        ends.forEach((partition, end) -> stretches.add(new Stretches.Stretch(
                partition,
                beginnings.getOrDefault(partition, new Cluster.End(0, -1)).offset(),
                end)));
        read(cluster, consumer, stretches, use);
    }

    /** Reads stretches of topics that all documents share. */
    public static void read(
            Cluster cluster,
            Consumer<byte[], byte[]> consumer,
            List<Stretches.Stretch> stretches,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> use) {
        new Stretches(cluster, consumer).read(stretches, new Stretches.Sink() {
            @Override
            public void take(ConsumerRecord<byte[], byte[]> record) {
                use.accept(record);
            }

            @Override
            public void finished(TopicPartition partition) {}
        });
    }

    /**
     * Reads archived logs.
     *
     * @param use takes a document's place and log; not called for a log that another one has replaced meanwhile
     */
    public static void logs(
            Cluster cluster,
            Consumer<byte[], byte[]> consumer,
            Map<DocumentId, ArchivePlace> wanted,
            BiConsumer<ArchivePlace, ArchivedLog> use) {
        Map<TopicPartition, List<ArchivePlace>> byPartition = new HashMap<>();
        wanted.values()
                .forEach(place -> byPartition
                        .computeIfAbsent(
                                new TopicPartition(cluster.names().documentArchive(), place.partition()),
                                _ -> new ArrayList<>())
                        .add(place));
        byPartition.forEach((partition, places) -> {
            places.sort(Comparator.comparingLong(ArchivePlace::offset));
            for (List<ArchivePlace> dense : denseRuns(places)) {
                Map<Long, ArchivePlace> byOffset = new HashMap<>();
                dense.forEach(place -> byOffset.put(place.offset(), place));
                Stretches.Stretch stretch = new Stretches.Stretch(
                        partition, dense.getFirst().offset(), dense.getLast().offset() + 1);
                read(cluster, consumer, List.of(stretch), record -> {
                    ArchivePlace place = byOffset.get(record.offset());
                    if (place != null && record.value() != null) {
                        use.accept(place, decoded(place, record.value()));
                    }
                });
            }
        });
    }

    private static List<List<ArchivePlace>> denseRuns(List<ArchivePlace> places) {
        List<List<ArchivePlace>> runs = new ArrayList<>();
        for (ArchivePlace place : places) {
            if (runs.isEmpty() || place.offset() - runs.getLast().getLast().offset() > READ_ON_MAX) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(place);
        }
        return runs;
    }

    private static ArchivedLog decoded(ArchivePlace place, byte[] value) {
        try {
            return JsonCodec.ARCHIVED_LOGS.decode(value);
        } catch (UnreadableException e) {
            throw CommandFailedException.because("The archived log of " + place.documentId() + " cannot be read", e);
        }
    }
}
