package dev.stepfold.documentlog;

/**
 * How the topics that all documents share are laid out.
 *
 * @param partitions partitions of {@code stepfold.commands} and {@code stepfold.step-events}: the most instances of the
 *     orchestrator and of the projection that can share the work. Cannot change once the topics exist, because the
 *     order of a document's records depends on it
 * @param replicationFactor copies of every topic, the document topics included
 */
public record TopicLayout(int partitions, short replicationFactor) {
    public TopicLayout {
        if (partitions < 1 || replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "STEPFOLD_PARTITIONS and STEPFOLD_REPLICATION_FACTOR must be at least 1");
        }
    }
}
