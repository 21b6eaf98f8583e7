package dev.stepfold.documentlog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Stepfold promises rests on some settings of topics: how long records are kept, how an old record goes, how many copies
 * acknowledge, how large a record may be. They may differ from what the topic was to be created with, since the cluster refused
 * a setting or somebody else made the topic: then they are compared, and every one that does not suffice is reported.
 */
final class TopicPromises {
    private static final Logger LOG = LoggerFactory.getLogger(TopicPromises.class);
    private static final long FOR_EVER = -1;

    private TopicPromises() {}

    /**
     * Logs a sentence for each setting that does not suffice.
     *
     * @param topics as they were to be created
     * @throws LogUnavailableException when Kafka did not answer
     */
    static void check(Admin admin, Collection<NewTopic> topics) throws LogUnavailableException {
        broken(admin, topics).forEach(sentence -> LOG.error("{}", sentence));
    }

    /** The sentences; empty where nothing is wrong, or Kafka does not allow to look. */
    static List<String> broken(Admin admin, Collection<NewTopic> topics) throws LogUnavailableException {
        Map<ConfigResource, NewTopic> wanted = new HashMap<>();
        topics.forEach(topic -> wanted.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic));
        try {
            List<String> broken = new ArrayList<>();
            for (Map.Entry<ConfigResource, KafkaFuture<Config>> topic :
                    admin.describeConfigs(wanted.keySet()).values().entrySet()) {
                broken.addAll(broken(
                        Objects.requireNonNull(wanted.get(topic.getKey())),
                        topic.getValue().get()));
            }
            return broken;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                // Not every broker knows a topic at once that was just created. The next start of a service looks
                // again.
                return List.of();
            }
            if (e.getCause() instanceof AuthorizationException) {
                LOG.warn(
                        "the settings of topics are not known reason={}",
                        e.getCause().getMessage());
                return List.of();
            }
            throw new LogUnavailableException("the settings of topics could not be looked up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while looking at the settings of topics", e);
        }
    }

    static List<String> broken(NewTopic wanted, Config actual) {
        List<String> broken = new ArrayList<>();
        wanted.configs().forEach((name, value) -> {
            String is = Optional.ofNullable(actual.get(name))
                    .map(entry -> entry.value())
                    .orElse("");
            broken(name, value, is)
                    .ifPresent(must -> broken.add("topic " + wanted.name() + ": " + name + " is " + is + " and " + must
                            + "; ask the owner of the cluster to change it"));
        });
        return broken;
    }

    private static Optional<String> broken(String name, String wanted, String is) {
        return switch (name) {
            case TopicConfig.CLEANUP_POLICY_CONFIG ->
                is.equals(wanted)
                        ? Optional.empty()
                        : Optional.of("must be " + wanted + ", or records are lost or never removed");
            case TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG ->
                isKeptFor(number(is), number(wanted))
                        ? Optional.empty()
                        : Optional.of("must be " + (number(wanted) == FOR_EVER ? "-1" : "at least " + wanted)
                                + ", or records are lost");
            case TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG ->
                number(is) >= number(wanted)
                        ? Optional.empty()
                        : Optional.of(
                                "must be at least " + wanted + ", or one broker's failure loses what it acknowledged");
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG ->
                number(is) >= number(wanted)
                        ? Optional.empty()
                        : Optional.of("must be at least " + wanted + ", or large results are refused");
            case TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG ->
                number(is) <= number(wanted)
                        ? Optional.empty()
                        : Optional.of("should be " + wanted + ": a power cut takes what was acknowledged");
            default -> Optional.empty();
        };
    }

    private static boolean isKeptFor(long is, long wanted) {
        return is < 0 || (wanted >= 0 && is >= wanted);
    }

    /** Of a setting that the cluster does not tell, nothing is known to be wrong. */
    private static long number(String value) {
        return value.isEmpty() ? FOR_EVER : Long.parseLong(value);
    }
}
