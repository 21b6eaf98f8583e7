package dev.stepfold.gateway.testkit;

import dev.stepfold.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads {@code stepfold.commands}. */
public final class CommandTopic implements AutoCloseable {
    private final Admin admin;
    private final KafkaConsumer<String, byte[]> consumer;

    public CommandTopic(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Everything in the topic, as it is now. */
    public List<ConsumerRecord<String, byte[]>> records() {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }

    /** Removes what is in the topic now, as its retention does. */
    public void expire() {
        Map<TopicPartition, RecordsToDelete> all = consumer.endOffsets(partitions()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue())));
        var _ = admin.deleteRecords(all)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(Topics.COMMANDS).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    @Override
    public void close() {
        admin.close();
        consumer.close();
    }
}
