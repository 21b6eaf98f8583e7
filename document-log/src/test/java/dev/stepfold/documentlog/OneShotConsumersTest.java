package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.testkit.SharedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What consumers remember that are lent from one read to the next. */
final class OneShotConsumersTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int TOPICS = 400;
    private static final int REMEMBERED_MAX = 300;
    private static final List<String> NAMES =
            IntStream.range(0, TOPICS).mapToObj(i -> "one-shot.topic-" + i).toList();

    @Test
    void forgetTheTopicsThatTheyHaveRead() throws Exception {
        KafkaConnection connection = KafkaConnection.to(BROKER.bootstrapServers());
        try (Admin admin = connection.admin(Map.of());
                OneShotConsumers consumers =
                        new OneShotConsumers(connection, IsolationLevel.READ_UNCOMMITTED, 1, TIMEOUT)) {
            // Given
            makeTopicsWithARecord(admin, connection);

            // When
            long remembered = 0;
            for (String name : NAMES) {
                remembered = Math.max(remembered, consumers.read(name, (consumer, _) -> readOne(consumer, name)));
            }

            // Then
            assertThat(remembered).isBetween(1L, (long) REMEMBERED_MAX);
            admin.deleteTopics(NAMES).all().get();
        }
    }

    private static void makeTopicsWithARecord(Admin admin, KafkaConnection connection) throws Exception {
        Map<String, String> small = Map.of(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, "65536");
        admin.createTopics(NAMES.stream()
                        .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()).configs(small))
                        .toList())
                .all()
                .get();
        try (Producer<String, byte[]> producer = connection.producer(Map.of())) {
            for (String name : NAMES) {
                var _ = producer.send(new ProducerRecord<>(name, "key", new byte[1]));
            }
        }
    }

    /** Reads the topic's record, and answers of how many topics the consumer has metrics then. */
    private static long readOne(Consumer<String, byte[]> consumer, String name) {
        TopicPartition partition = new TopicPartition(name, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (consumer.position(partition) == 0) {
            assertThat(System.nanoTime()).as("reading %s", name).isLessThan(deadline);
            var _ = consumer.poll(Duration.ofMillis(20));
        }
        return consumer.metrics().keySet().stream()
                .map(metric -> metric.tags().get("topic"))
                .filter(Objects::nonNull)
                .map(topic -> topic.replace('.', '_'))
                .distinct()
                .count();
    }
}
