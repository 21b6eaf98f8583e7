package dev.stepfold.documentlog;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A restore of a backup that has begun and not finished: the topic {@value #TOPIC} is there for as long. A service that
 * started meanwhile would take the logs that are there for all, and carry out commands on them.
 */
public final class UnfinishedRestore {
    /** The name of the topic. */
    public static final String TOPIC = "stepfold.restore";

    private UnfinishedRestore() {}

    /**
     * Lets a service start only if no restore is under way. Where the cluster does not say whether that topic is there,
     * there is none.
     *
     * @throws LogUnavailableException if one is, or Kafka did not answer; the service asks again later
     */
    public static void refuse(Admin admin) throws LogUnavailableException {
        try {
            var _ = admin.describeTopics(List.of(TOPIC)).allTopicNames().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while looking for a restore", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof TopicAuthorizationException) {
                return;
            }
            throw new LogUnavailableException("whether a restore is under way is not known", e);
        }
        throw new LogUnavailableException(
                "a restore was begun and has not finished (topic " + TOPIC
                        + "): give the command again, and services start when it is done",
                new IllegalStateException(TOPIC));
    }
}
