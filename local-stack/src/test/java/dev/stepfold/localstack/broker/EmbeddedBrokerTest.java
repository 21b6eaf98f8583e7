package dev.stepfold.localstack.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.supervisor.KafkaHealth;
import dev.stepfold.localstack.supervisor.ProcessSpec;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's real process under the supervisor, and real clients. */
class EmbeddedBrokerTest {
    private static final String TOPIC = "notes";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final int port = Supervision.freePort();

    @Test
    void keepsItsRecordsThroughAKillAndThroughACleanStop() throws Exception {
        try (Supervision supervision = Supervision.of(home, broker()).started()) {
            createTopic();
            produce("written before the kill");
            long killed = supervision.pid("kafka");

            Supervision.signal("KILL", killed);

            await().atMost(SOON).until(() -> supervision.pid("kafka") != killed && supervision.isHealthy("kafka"));
            produce("written after the kill");
            assertThat(consume(2)).containsExactly("written before the kill", "written after the kill");
            supervision.stop();
            assertThat(supervision.printed()).contains("stopped in").doesNotContain("was killed");
        }

        try (Supervision _ = Supervision.of(home, broker()).started()) {
            produce("written after the stop");
            assertThat(consume(3))
                    .containsExactly("written before the kill", "written after the kill", "written after the stop");
        }
    }

    @Test
    void aConsumerOfAGroupMayAskForAShortSession() throws Exception {
        try (Supervision _ = Supervision.of(home, broker()).started()) {
            createTopic();
            produce("a record");

            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers(),
                    ConsumerConfig.GROUP_ID_CONFIG,
                    "readers",
                    ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                    "classic",
                    ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                    1_000,
                    ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                    300,
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                    StringDeserializer.class,
                    ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                    StringDeserializer.class))) {
                consumer.subscribe(List.of(TOPIC));
                await().atMost(SOON)
                        .until(() -> consumer.poll(Duration.ofMillis(100)).count(), count -> count == 1);
            }
        }
    }

    private ProcessSpec broker() {
        return Supervision.java(
                "kafka",
                home,
                new KafkaHealth(port),
                Map.of(
                        "STEPFOLD_KAFKA_PORT", Integer.toString(port),
                        "STEPFOLD_DATA_DIR", home.resolve("data").toString()),
                Set.of(),
                BrokerMain.class.getName());
    }

    private String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.empty(), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private void produce(String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class))) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get(60, TimeUnit.SECONDS);
        }
    }

    private List<String> consume(int expected) {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(SOON).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return values.size() >= expected;
            });
        }
        return values;
    }
}
