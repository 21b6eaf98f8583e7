package dev.stepfold.orchestrator.commands;

import dev.stepfold.schemas.KafkaNames;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What the orchestrators' group has committed of the only partition of the commands. */
final class CommandsGroup {
    static final TopicPartition PARTITION = new TopicPartition(KafkaNames.DEFAULT.commands(), 0);

    private final Admin admin;

    CommandsGroup(Admin admin) {
        this.admin = admin;
    }

    long committed() throws Exception {
        return Objects.requireNonNull(admin.listConsumerGroupOffsets(KafkaNames.DEFAULT.orchestrators())
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(PARTITION))
                .offset();
    }

    /** Commits for a group without a member. */
    void commit(long offset) throws Exception {
        var _ = admin.alterConsumerGroupOffsets(
                        KafkaNames.DEFAULT.orchestrators(), Map.of(PARTITION, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }
}
