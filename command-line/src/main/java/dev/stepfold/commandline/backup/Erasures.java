package dev.stepfold.commandline.backup;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.Manifest;
import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.Stretches.Stretch;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which documents were erased, and when: by the tombstones in {@code stepfold.step-events}. Only the events since the
 * last run are read. A document that merely is not there was not necessarily erased: a power cut can take a topic.
 */
final class Erasures {
    /** Longer than the events, and the commands of an erased document, are kept. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Map<DocumentId, Instant> erased = new HashMap<>();
    private final List<Long> offsets = new ArrayList<>();

    private Erasures() {}

    /** Those that the manifest knows, and those since. */
    static Erasures read(Cluster cluster, Manifest manifest, Instant now, Progress progress) {
        Erasures erasures = new Erasures();
        manifest.erased().stream()
                .filter(one -> one.at().isAfter(now.minus(REMEMBERED)))
                .forEach(one -> erasures.add(one.documentId(), one.at()));
        List<TopicPartition> partitions = cluster.partitions(cluster.names().stepEvents());
        Map<TopicPartition, Cluster.End> beginnings = cluster.beginnings(partitions);
        Map<TopicPartition, Cluster.End> ends = cluster.ends(partitions);
        List<Stretch> stretches = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long beginning = offset(beginnings.get(partition));
            long end = offset(ends.get(partition));
            long known = partition.partition() < manifest.feedOffsets().size()
                    ? manifest.feedOffsets().get(partition.partition())
                    : 0;
            stretches.add(new Stretch(partition, known > end ? beginning : Math.max(beginning, known), end));
        }
        progress.begin(
                "events searched for erasures",
                stretches.stream().mapToLong(one -> one.to() - one.from()).sum());
        try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
            ArchivePlaces.read(cluster, consumer, stretches, record -> {
                tombstone(record).ifPresent(one -> erasures.add(one.documentId(), one.at()));
                progress.advance(1);
            });
        }
        stretches.stream()
                .sorted((one, other) -> Integer.compare(
                        one.partition().partition(), other.partition().partition()))
                .forEach(stretch -> erasures.offsets.add(stretch.to()));
        return erasures;
    }

    private static long offset(Cluster.@Nullable End end) {
        return end == null ? 0 : end.offset();
    }

    private static Optional<Manifest.Erased> tombstone(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() != null || record.key() == null) {
            return Optional.empty();
        }
        return Records.tombstone(new String(record.key(), StandardCharsets.UTF_8), null, record.headers())
                .map(found -> new Manifest.Erased(found.documentId(), found.erasedAt()));
    }

    private void add(DocumentId documentId, Instant at) {
        erased.merge(documentId, at, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** When a document was last erased. */
    Optional<Instant> of(DocumentId documentId) {
        return Optional.ofNullable(erased.get(documentId));
    }

    /** When this log was erased; empty if it was not, or the erasure was of an earlier document of that id. */
    Optional<Instant> of(DocumentEntry entry) {
        return of(entry.documentId()).filter(at -> !at.isBefore(entry.lastAt()));
    }

    /** For the manifest. */
    List<Manifest.Erased> all() {
        List<Manifest.Erased> all = new ArrayList<>();
        erased.forEach((id, at) -> all.add(new Manifest.Erased(id, at)));
        return all;
    }

    /** Up to where each partition was searched. */
    List<Long> offsets() {
        return offsets;
    }
}
