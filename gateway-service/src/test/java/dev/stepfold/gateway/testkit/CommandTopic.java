package dev.stepfold.gateway.testkit;

import dev.stepfold.schemas.KafkaNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads {@code stepfold.commands}, and gives it a past. */
public final class CommandTopic implements AutoCloseable {
    private final Admin admin;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Producer<String, byte[]> producer;

    public CommandTopic(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
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

    /** Leaves nothing in the topic but this record, as if it had been written at {@code at}. */
    public void holdOnly(ConsumerRecord<String, byte[]> record, Instant at) {
        expire();
        write(record, record.partition(), at, 1);
    }

    /** Writes what the record says {@code count} times more, now, to {@code partition}. */
    public void repeat(ConsumerRecord<String, byte[]> record, int partition, int count) {
        write(record, partition, Instant.now(), count);
    }

    private void write(ConsumerRecord<String, byte[]> record, int partition, Instant at, int count) {
        for (int i = 0; i < count; i++) {
            var _ = producer.send(new ProducerRecord<>(
                    record.topic(), partition, at.toEpochMilli(), record.key(), record.value(), record.headers()));
        }
        producer.flush();
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(KafkaNames.DEFAULT.commands()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        consumer.close();
    }
}
