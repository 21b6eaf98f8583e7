package dev.stepfold.benchmarks;

import dev.stepfold.schemas.KafkaNames;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Tells whether the projection has worked off all events. Until then it still uses processor time for them. */
final class CommittedEvents implements AutoCloseable {
    private static final String PROJECTION_GROUP = KafkaNames.DEFAULT.projection();
    private static final int PARTITIONS = 6;

    private final Admin admin;

    CommittedEvents(Map<String, Object> connection) {
        this.admin = Admin.create(connection);
    }

    /** Whether the projection has committed every event of the feed. */
    boolean areAll() {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(PROJECTION_GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetSpec> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(KafkaNames.DEFAULT.stepEvents(), partition))
                    .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get().entrySet().stream()
                    .allMatch(end -> isReached(committed.get(end.getKey()), end.getValue()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isReached(@Nullable OffsetAndMetadata committed, ListOffsetsResultInfo end) {
        return end.offset() == 0 || (committed != null && committed.offset() >= end.offset());
    }

    @Override
    public void close() {
        admin.close();
    }
}
