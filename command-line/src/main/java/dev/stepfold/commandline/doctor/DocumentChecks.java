package dev.stepfold.commandline.doctor;

import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.Stretches;
import dev.stepfold.commandline.kafka.Stretches.Stretch;
import dev.stepfold.commandline.kafka.Workers;
import dev.stepfold.documentlog.ShiftedLog;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.UnreadableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The documents' topics: their settings, and whether events are at their offsets. */
final class DocumentChecks {
    /** How many documents are read; others are looked at by their offsets only. */
    private static final int READ_MAX = 1_000;

    private static final int TOPICS_IN_REQUEST = 500;

    private final Cluster cluster;

    DocumentChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void settings(List<Finding> findings) {
        Set<DocumentId> documents = cluster.documentTopics().keySet();
        List<String> removing = new ArrayList<>();
        for (List<DocumentId> part : Workers.parts(documents, TOPICS_IN_REQUEST)) {
            Map<ConfigResource, Config> configs = cluster.answer(
                    "their settings were not told",
                    cluster.admin()
                            .describeConfigs(part.stream()
                                    .map(id -> new ConfigResource(
                                            ConfigResource.Type.TOPIC,
                                            cluster.names().document(id)))
                                    .toList())
                            .all());
            configs.forEach((topic, config) -> {
                if (!is(config, TopicConfig.RETENTION_MS_CONFIG, "-1")
                        || !is(config, TopicConfig.RETENTION_BYTES_CONFIG, "-1")
                        || !is(config, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)) {
                    removing.add(topic.name());
                }
            });
        }
        List<String> empty = emptyAmong(removing);
        removing.removeAll(empty);
        if (!empty.isEmpty()) {
            findings.add(
                    Finding.warning(
                            "document topics: " + TopicChecks.named(empty)
                                    + " are empty and have settings of the cluster, which perhaps made them by itself for whoever asked for one that"
                                    + " was deleted: the orchestrators remove those within a minute; set auto.create.topics.enable to false"));
        }
        findings.add(
                removing.isEmpty()
                        ? Finding.ok("document topics: " + (documents.size() - empty.size()) + ", all kept for ever")
                        : Finding.problem("document topics: " + TopicChecks.named(removing)
                                + " lose events by their retention or cleanup policy: set retention.ms and retention.bytes to "
                                + "-1 and cleanup.policy to delete"));
    }

    private List<String> emptyAmong(List<String> topics) {
        List<TopicPartition> partitions =
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        return cluster.ends(partitions).entrySet().stream()
                .filter(end -> end.getValue().offset() == 0)
                .map(end -> end.getKey().topic())
                .toList();
    }

    private static boolean is(Config config, String name, String value) {
        return value.equals(config.get(name).value());
    }

    void offsets(List<Finding> findings) {
        List<TopicPartition> partitions = cluster.documentTopics().keySet().stream()
                .map(cluster::partitionOf)
                .toList();
        Map<TopicPartition, Cluster.End> beginnings = cluster.beginnings(partitions);
        Map<TopicPartition, Cluster.End> ends = cluster.ends(partitions);
        List<String> shifted = Collections.synchronizedList(new ArrayList<>());
        List<String> gaps = Collections.synchronizedList(new ArrayList<>());
        List<Stretch> stretches = new ArrayList<>();
        beginnings.forEach((partition, beginning) -> {
            long end = ends.getOrDefault(partition, beginning).offset();
            if (beginning.offset() > 0) {
                gaps.add(partition.topic());
            } else if (end > 0 && stretches.size() < READ_MAX) {
                stretches.add(new Stretch(partition, 0, end));
            }
        });
        Workers.run(
                cluster,
                Workers.parts(stretches, Stretches.AT_ONCE),
                (part, consumer) -> check(part, consumer, shifted, gaps));
        if (!shifted.isEmpty()) {
            findings.add(Finding.problem("offsets: " + TopicChecks.named(shifted)
                    + " are copies whose offsets are shifted, as a mirror makes them, and cannot be used: restore a backup of "
                    + "the original cluster (docs/backup.md)"));
        }
        if (!gaps.isEmpty()) {
            findings.add(Finding.problem("offsets: " + TopicChecks.named(gaps)
                    + " lack records, or have transaction markers among them, as in a mirror: restore a backup"));
        }
        if (shifted.isEmpty() && gaps.isEmpty()) {
            findings.add(Finding.ok("offsets: events are at their offsets"
                    + (partitions.size() > READ_MAX ? ", in the " + READ_MAX + " documents that were read" : "")));
        }
    }

    private void check(
            Collection<Stretch> part, Consumer<byte[], byte[]> consumer, List<String> shifted, List<String> gaps) {
        Map<TopicPartition, ShiftedLog> logs = new HashMap<>();
        Map<TopicPartition, Long> next = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        part.forEach(stretch -> {
            logs.put(stretch.partition(), new ShiftedLog(0));
            ends.put(stretch.partition(), stretch.to());
        });
        new Stretches(cluster, consumer).read(part, new Stretches.Sink() {
            @Override
            public void take(ConsumerRecord<byte[], byte[]> record) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                next.put(partition, record.offset() + 1);
                add(Objects.requireNonNull(logs.get(partition)), LoggedRecord.of(record), partition);
            }

            @Override
            public void finished(TopicPartition partition) {
                ShiftedLog log = Objects.requireNonNull(logs.get(partition));
                boolean gap = log.hasGap() || !next.getOrDefault(partition, 0L).equals(ends.get(partition));
                if (log.isShifted()) {
                    shifted.add(partition.topic());
                } else if (gap) {
                    gaps.add(partition.topic());
                }
            }
        });
    }

    private void add(ShiftedLog log, LoggedRecord record, TopicPartition partition) {
        boolean counts;
        try {
            Optional<DocumentId> documentId = cluster.names().documentOf(partition.topic());
            counts = documentId.isPresent() && record.counted(documentId.get()).isPresent();
        } catch (UnreadableException _) {
            counts = false;
        }
        if (counts) {
            log.counted(record.offset(), record.valueBytes());
        } else {
            log.notCounted(record.offset(), record.keyText(), record.valueBytes());
        }
    }
}
