package dev.stepfold.localstack.disk;

import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.broker.BrokerMain;
import dev.stepfold.localstack.supervisor.KafkaHealth;
import dev.stepfold.localstack.supervisor.Supervision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker's real process on a {@link SmallDisk}, under a supervisor, and clients that write and read one topic. */
final class BrokerOnDisk {
    private static final String TOPIC = "notes";
    private static final Duration SOON = Duration.ofMinutes(2);

    private final Path home;
    private final int port = Supervision.freePort();

    BrokerOnDisk(Path home) {
        this.home = home;
    }

    Supervision on(SmallDisk disk) {
        return Supervision.of(
                home,
                Supervision.java(
                        "kafka",
                        home,
                        new KafkaHealth(port),
                        Map.of(
                                "STEPFOLD_KAFKA_PORT", Integer.toString(port),
                                "STEPFOLD_DATA_DIR",
                                        disk.folder().resolve("data").toString()),
                        Set.of(),
                        BrokerMain.class.getName()));
    }

    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.empty(), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Returns when it is acknowledged. */
    void produce(String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:" + port,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                20_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                20_000,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class))) {
            var _ = producer.send(new ProducerRecord<>(TOPIC, value)).get(60, TimeUnit.SECONDS);
        }
    }

    /** All records of the topic. */
    List<String> consume() {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(SOON).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return consumer.position(partition)
                        == consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            });
        }
        return values;
    }
}
