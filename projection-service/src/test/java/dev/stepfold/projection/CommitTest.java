package dev.stepfold.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.testkit.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is in Kafka when the offsets are committed: all that a crash leaves, if the machine is lost with it. */
class CommitTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final String CHANGELOG = KafkaNames.DEFAULT.projection() + "-documents-changelog";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dataDir;

    private final String id = UUID.randomUUID().toString();

    @Test
    void hasTheStatesInTheChangelogOnceTheOffsetsAreCommitted() throws Exception {
        // Given
        EventStory story = EventStory.of(id).wholeRun("Create a clinic");
        try (RunningProjection projection = RunningProjection.start(BROKER.bootstrapServers(), dataDir);
                StepEvents events = new StepEvents(BROKER.bootstrapServers());
                Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            projection.awaitReady();

            // When
            events.write(story);
            Waiting.await().until(() -> isCommitted(admin));

            // Then
            assertThat(changelog()).isNotEmpty();
            assertThat(JsonCodec.STATES.decode(changelog().getLast()))
                    .isEqualTo(DocumentFold.fold(story.documentId(), story.events()));
        }
    }

    private static boolean isCommitted(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        KafkaNames.DEFAULT.projection())
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> partitions = partitions(KafkaNames.DEFAULT.stepEvents()).stream()
                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        return admin.listOffsets(partitions).all().get().entrySet().stream()
                .filter(end -> end.getValue().offset() > 0)
                .allMatch(end -> committed.containsKey(end.getKey())
                        && committed.get(end.getKey()).offset()
                                >= end.getValue().offset());
    }

    /** The document's values in the changelog, oldest first. */
    private List<byte[]> changelog() {
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", BROKER.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(CHANGELOG);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (record.key().equals(id)) {
                        values.add(record.value());
                    }
                });
            }
        }
        return values;
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, RunningProjection.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }
}
