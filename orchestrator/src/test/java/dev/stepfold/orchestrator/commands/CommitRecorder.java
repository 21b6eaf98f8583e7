package dev.stepfold.orchestrator.commands;

import dev.stepfold.schemas.KafkaNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;

/** Kafka's own consumer for tests, whose commits are answered when and as the test says. */
final class CommitRecorder extends MockConsumer<String, byte[]> {
    private final List<Commit> begun = new ArrayList<>();
    private final List<Map<TopicPartition, OffsetAndMetadata>> waitedFor = new ArrayList<>();
    private boolean refusing;

    /** A commit that was begun. */
    record Commit(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        void succeed() {
            callback.onComplete(offsets, null);
        }

        void fail() {
            callback.onComplete(offsets, new CommitFailedException());
        }

        /** What is committed of a partition. */
        long offset(int partition) {
            return offsetIn(offsets, partition);
        }
    }

    CommitRecorder() {
        super("earliest");
    }

    /** The commits that were begun without waiting for them. */
    List<Commit> begun() {
        return begun;
    }

    /** The last of those. */
    Commit last() {
        return begun.getLast();
    }

    /** What was committed of a partition, each time that it was waited for. */
    List<Long> waitedFor(int partition) {
        return waitedFor.stream().map(offsets -> offsetIn(offsets, partition)).toList();
    }

    /** From now on, commits that are waited for fail. */
    void refuse() {
        refusing = true;
    }

    private static long offsetIn(Map<TopicPartition, OffsetAndMetadata> offsets, int partition) {
        return Objects.requireNonNull(offsets.get(new TopicPartition(KafkaNames.DEFAULT.commands(), partition)))
                .offset();
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        begun.add(new Commit(offsets, callback));
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        waitedFor.add(offsets);
        if (refusing) {
            throw new CommitFailedException();
        }
    }
}
