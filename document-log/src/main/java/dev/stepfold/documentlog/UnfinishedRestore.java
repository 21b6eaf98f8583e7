package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.WrongTopicsException;
import dev.stepfold.schemas.KafkaNames;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A restore of a backup that has begun and not finished: the topic {@link KafkaNames#restore} is there for as long. A service that
 * started meanwhile would take the logs that are there for all, and carry out commands on them.
 */
public final class UnfinishedRestore {
    private UnfinishedRestore() {}

    /**
     * Lets a service start only if no restore is under way. Where the cluster does not say whether that topic is there,
     * there is none.
     *
     * @throws LogUnavailableException if one is, or Kafka did not answer; the service asks again later
     */
    public static void refuse(Admin admin, KafkaNames names) throws LogUnavailableException {
        String topic = names.restore();
        try {
            var _ = admin.describeTopics(List.of(topic)).allTopicNames().get();
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
        String sentence = "a restore was begun and has not finished (topic " + topic
                + "): give the command again, and services start when it is done";
        throw new LogUnavailableException(sentence, new WrongTopicsException(sentence));
    }
}
