package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidConfigurationException;
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
     * Whether a document could get a topic now: with its settings, or without those, since a cluster may refuse settings and
     * still have room.
     *
     * @throws ExecutionException when Kafka answered with another error than that of a quota
     * @throws TimeoutException when Kafka did not answer
     */
    public static boolean isLeft(Admin admin, KafkaNames names, TopicLayout layout)
            throws ExecutionException, TimeoutException, InterruptedException {
        NewTopic topic = DocumentTopics.topic(names.document(NOBODY), layout);
        return isAllowed(admin, topic)
                || isAllowed(admin, new NewTopic(topic.name(), topic.numPartitions(), topic.replicationFactor()));
    }

    private static boolean isAllowed(Admin admin, NewTopic topic)
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
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PolicyViolationException
                    || e.getCause() instanceof InvalidConfigurationException
                    || e.getCause() instanceof ThrottlingQuotaExceededException) {
                return false;
            }
            throw e;
        }
    }
}
