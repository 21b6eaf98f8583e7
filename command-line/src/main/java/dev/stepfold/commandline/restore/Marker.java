package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
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
 * The topic {@code stepfold.restore}: it is there while a restore is under way, and says of which backup. A cluster that has it is
 * not whole, and only the same restore may go on.
 */
public final class Marker {
    private final Cluster cluster;
    private final String topic;

    Marker(Cluster cluster) {
        this.cluster = cluster;
        this.topic = cluster.names().restore();
    }

    /** Whether a restore has begun and not finished. */
    boolean exists() {
        return cluster.describe(topic).isPresent();
    }

    /** Of which backup; empty if the restore was interrupted before it said so. */
    Optional<String> backup() {
        List<String> found = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
            ArchivePlaces.readWhole(
                    cluster, consumer, topic, record -> found.add(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return found.stream().findFirst();
    }

    /** Makes the topic. */
    void create(short replicationFactor) {
        NewTopic fresh =
                new NewTopic(topic, 1, replicationFactor).configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
        var _ = cluster.answer(
                "The topic " + topic + " could not be created",
                cluster.admin().createTopics(List.of(fresh)).all());
    }

    /** Says of which backup. */
    void write(String backup, Sending sending) {
        try (Producer<byte[], byte[]> producer = cluster.writer()) {
            sending.send(producer, new ProducerRecord<>(topic, 0, null, backup.getBytes(StandardCharsets.UTF_8)), -1);
            sending.await(producer);
        }
    }

    /** The restore is done. */
    void delete() {
        var _ = cluster.answer(
                "The topic " + topic + " could not be deleted",
                cluster.admin().deleteTopics(List.of(topic)).all());
    }
}
