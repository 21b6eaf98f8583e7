package dev.stepfold.projection.streams;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/**
 * How far this instance is behind the end of {@code stepfold.step-events}. Nobody is asked for it: the stream thread
 * knows the end from its last fetch, and what it has committed.
 */
public final class FeedLag {
    private FeedLag() {}

    /**
     * How many events of this instance's partitions it has not folded and committed yet. It commits once a second, so
     * that a second's events count as behind although they are folded.
     *
     * @return {@link Double#NaN} if Kafka Streams does not run
     */
    public static double events(KafkaStreams streams) {
        return streams.state().isRunningOrRebalancing() ? events(streams.metadataForLocalThreads()) : Double.NaN;
    }

    static double events(Collection<ThreadMetadata> threads) {
        return threads.stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .mapToLong(FeedLag::events)
                .sum();
    }

    private static long events(TaskMetadata task) {
        Map<TopicPartition, Long> committed = task.committedOffsets();
        return task.endOffsets().entrySet().stream()
                .mapToLong(end -> behind(end.getValue(), committed.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Either is negative as long as it is not known: nothing was fetched yet, or nothing was ever committed. */
    private static long behind(long end, long committed) {
        return Math.max(0, end - Math.max(0, committed));
    }
}
