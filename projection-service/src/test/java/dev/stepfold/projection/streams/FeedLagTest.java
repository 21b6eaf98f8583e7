package dev.stepfold.projection.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.KafkaNames;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class FeedLagTest {
    @Test
    void addsTheEventsThatAreBehindOfAllPartitions() {
        assertThat(FeedLag.events(List.of(threadOf(task(0, 70, 100), task(1, 5, 5), task(2, 0, 8)))))
                .isEqualTo(38);
    }

    @Test
    void countsAllEventsOfAPartitionOfWhichNothingWasCommitted() {
        assertThat(FeedLag.events(List.of(threadOf(task(0, -1, 20_000))))).isEqualTo(20_000);
    }

    @Test
    void countsNothingAsLongAsTheEndIsNotKnown() {
        assertThat(FeedLag.events(List.of(threadOf(task(0, 70, -1))))).isZero();
    }

    private static ThreadMetadata threadOf(TaskMetadata... tasks) {
        return new OneThread(Arrays.stream(tasks).collect(Collectors.toSet()));
    }

    private static TaskMetadata task(int partition, long committed, long end) {
        TopicPartition of = new TopicPartition(KafkaNames.DEFAULT.stepEvents(), partition);
        return new OneTask(
                new TaskId(0, partition), Set.of(of), Map.of(of, committed), Map.of(of, end), Optional.empty());
    }

    private record OneTask(
            TaskId taskId,
            Set<TopicPartition> topicPartitions,
            Map<TopicPartition, Long> committedOffsets,
            Map<TopicPartition, Long> endOffsets,
            Optional<Long> timeCurrentIdlingStarted)
            implements TaskMetadata {}

    private record OneThread(Set<TaskMetadata> activeTasks) implements ThreadMetadata {
        @Override
        public String threadState() {
            return "RUNNING";
        }

        @Override
        public String threadName() {
            return "stream-thread";
        }

        @Override
        public Set<TaskMetadata> standbyTasks() {
            return Set.of();
        }

        @Override
        public String consumerClientId() {
            return "consumer";
        }

        @Override
        public String restoreConsumerClientId() {
            return "restore-consumer";
        }

        @Override
        public Set<String> producerClientIds() {
            return Set.of();
        }

        @Override
        public String adminClientId() {
            return "admin";
        }
    }
}
