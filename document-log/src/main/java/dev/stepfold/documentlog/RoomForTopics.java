package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;

/**
 * Asks a cluster whether it would create one more topic for a document: a cluster of somebody else's may have a quota of topics
 * or partitions that only it knows. Nothing is created.
 */
public final class RoomForTopics {
    private static final long ANSWER_WITHIN_MS = 3_000;

    /** No document has this id: a document's own topic would be refused because it exists. */
    static final DocumentId NOBODY = new DocumentId("room-for-one-more");

    private RoomForTopics() {}

    /**
     * Why no document could get a topic now, in the cluster's words; empty if one could: with its settings, or without those,
     * since a cluster may refuse settings and still have room.
     *
     * @throws ExecutionException when Kafka answered with another error than that of a quota
     * @throws TimeoutException when Kafka did not answer
     */
    public static Optional<String> refusal(Admin admin, KafkaNames names, TopicLayout layout)
            throws ExecutionException, TimeoutException, InterruptedException {
        NewTopic topic = DocumentTopics.topic(names.document(NOBODY), layout);
        return refusal(admin, topic).isEmpty()
                ? Optional.empty()
                : refusal(admin, new NewTopic(topic.name(), topic.numPartitions(), topic.replicationFactor()));
    }

    private static Optional<String> refusal(Admin admin, NewTopic topic)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            var _ = Objects.requireNonNull(admin.createTopics(
                                    List.of(topic),
                                    new CreateTopicsOptions()
                                            .validateOnly(true)
                                            .retryOnQuotaViolation(false)
                                            .timeoutMs((int) ANSWER_WITHIN_MS))
                            .values()
                            .get(topic.name()))
                    .get(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PolicyViolationException
                    || TopicCreation.isInvalidConfiguration(e.getCause())
                    || e.getCause() instanceof ThrottlingQuotaExceededException) {
                return Optional.of(String.valueOf(e.getCause()));
            }
            throw e;
        }
    }
}
