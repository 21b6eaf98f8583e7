package dev.stepfold.localstack.system;

import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A downstream system with Kafka's own clients. */
final class Kafka implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    Kafka(String bootstrapServers) {
        this(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** @param connection how to connect: Kafka's settings that all clients share */
    Kafka(Map<String, Object> connection) {
        Map<String, Object> reading = new HashMap<>(connection);
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        this.admin = Admin.create(connection);
    }

    /** Everything a topic holds now, each partition in order. */
    Topic read(String name) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        scan(name, records::add);
        return new Topic(records);
    }

    /** Shows everything a topic holds now, each partition in order, and keeps none of it. */
    void scan(String name, Consumer<ConsumerRecord<String, byte[]>> look) {
        List<TopicPartition> partitions = partitions(name);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long silentSince = System.nanoTime();
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            ConsumerRecords<String, byte[]> some = consumer.poll(POLL);
            some.forEach(look);
            silentSince = some.isEmpty() ? silentSince : System.nanoTime();
            if (System.nanoTime() - silentSince > PATIENCE.toNanos()) {
                throw new AssertionError("nothing more comes from " + name + ", and its end is not reached: " + ends);
            }
        }
    }

    /** The names of the documents' own topics. */
    Set<String> documentTopics() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(KafkaNames.DEFAULT.documentPrefix()))
                .collect(Collectors.toSet());
    }

    /** A document's log wherever it is kept: its topic, or where that is not there or empty its record in the archive. */
    Topic log(DocumentId documentId) {
        String name = KafkaNames.DEFAULT.document(documentId);
        if (!partitions(name).isEmpty()) {
            Topic topic = read(name);
            if (!topic.records().isEmpty()) {
                return topic;
            }
        }
        return read(KafkaNames.DEFAULT.documentArchive())
                .latest(documentId)
                .map(Topic::ofArchived)
                .orElse(new Topic(List.of()));
    }

    /** Sends every command so far once more, as a producer may that got no acknowledgement. */
    void sendCommandsAgain() {
        for (ConsumerRecord<String, byte[]> record :
                read(KafkaNames.DEFAULT.commands()).records()) {
            var _ = producer.send(new ProducerRecord<>(
                    record.topic(), record.partition(), record.key(), record.value(), record.headers()));
        }
        producer.flush();
    }

    /** Sends a command as a gateway does that does not know yet what happened last. */
    void send(Command command) {
        var _ = producer.send(Records.ofCommand(KafkaNames.DEFAULT, command, Traceparent.random(new Random())));
        producer.flush();
    }

    /** Waits until the orchestrators have finished every command: its run at rest, its events forwarded. */
    void awaitCommandsFinished() {
        List<TopicPartition> partitions = partitions(KafkaNames.DEFAULT.commands());
        await().atMost(PATIENCE).pollInSameThread().until(() -> committed().equals(withRecords(partitions)));
    }

    private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
        return withRecords(admin
                .listConsumerGroupOffsets(KafkaNames.DEFAULT.orchestrators())
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> offset(entry.getValue()))));
    }

    private static long offset(OffsetAndMetadata committed) {
        return committed.offset();
    }

    private Map<TopicPartition, Long> withRecords(List<TopicPartition> partitions) {
        return withRecords(consumer.endOffsets(partitions));
    }

    private static Map<TopicPartition, Long> withRecords(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> used = new HashMap<>(offsets);
        used.values().removeIf(offset -> offset == 0);
        return used;
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
        admin.close();
    }
}
