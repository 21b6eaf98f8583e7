package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.documentlog.UnfinishedRestore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topic {@value #TOPIC}: it is there while a restore is under way, and says of which backup. A cluster that has it is
 * not whole, and only the same restore may go on.
 */
public final class Marker {
    /** Its name. */
    public static final String TOPIC = UnfinishedRestore.TOPIC;

    private final Cluster cluster;

    Marker(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Whether a restore has begun and not finished. */
    boolean exists() {
        return cluster.describe(TOPIC).isPresent();
    }

    /** Of which backup; empty if the restore was interrupted before it said so. */
    Optional<String> backup() {
        List<String> found = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
            ArchivePlaces.readWhole(
                    cluster, consumer, TOPIC, record -> found.add(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return found.stream().findFirst();
    }

    /** Makes the topic. */
    void create(short replicationFactor) {
        NewTopic topic =
                new NewTopic(TOPIC, 1, replicationFactor).configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
        var _ = cluster.answer(
                "The topic " + TOPIC + " could not be created",
                cluster.admin().createTopics(List.of(topic)).all());
    }

    /** Says of which backup. */
    void write(String backup, Sending sending) {
        try (Producer<byte[], byte[]> producer = cluster.writer()) {
            sending.send(producer, new ProducerRecord<>(TOPIC, 0, null, backup.getBytes(StandardCharsets.UTF_8)), -1);
            sending.await(producer);
        }
    }

    /** The restore is done. */
    void delete() {
        var _ = cluster.answer(
                "The topic " + TOPIC + " could not be deleted",
                cluster.admin().deleteTopics(List.of(TOPIC)).all());
    }
}
