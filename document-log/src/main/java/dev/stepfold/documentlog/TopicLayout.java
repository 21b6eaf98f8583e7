package dev.stepfold.documentlog;

import org.jspecify.annotations.Nullable;

/**
 * How topics are laid out.
 *
 * @param partitions partitions of {@code stepfold.commands} and {@code stepfold.step-events}: the most instances of the
 *     orchestrator and of the projection that can share the work. Cannot change once the topics exist, because the
 *     order of a document's records depends on it
 * @param replicationFactor copies of every topic, the document topics included
 * @param flush when the disk holds what is written to the topics that nothing else could replace: all but
 *     {@code stepfold.step-events}
 */
public record TopicLayout(int partitions, short replicationFactor, Flush flush) {
    public TopicLayout {
        if (partitions < 1 || replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "STEPFOLD_PARTITIONS and STEPFOLD_REPLICATION_FACTOR must be at least 1");
        }
    }

    /** With the flush that is safe for this many copies. */
    public TopicLayout(int partitions, short replicationFactor) {
        this(partitions, replicationFactor, Flush.safeFor(replicationFactor));
    }

    /** With this flush; null for the one that is safe for this many copies. */
    public static TopicLayout of(int partitions, short replicationFactor, @Nullable Flush flush) {
        return flush == null
                ? new TopicLayout(partitions, replicationFactor)
                : new TopicLayout(partitions, replicationFactor, flush);
    }
}
