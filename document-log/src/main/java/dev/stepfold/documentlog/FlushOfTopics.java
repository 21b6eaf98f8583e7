package dev.stepfold.documentlog;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives topics that exist the flush that they would be created with: they may have been created with another setting, or
 * before there was one.
 */
final class FlushOfTopics {
    static final String AT_EVERY_APPEND = "1";
    static final String NEVER = Long.toString(Long.MAX_VALUE);

    private static final Logger LOG = LoggerFactory.getLogger(FlushOfTopics.class);
    private static final String FLUSH = TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG;

    private FlushOfTopics() {}

    /**
     * Changes those that differ. A cluster may forbid that to a service: the log says so, and the topics stay as they are.
     *
     * @param topics existing topics, as they would be created
     * @throws LogUnavailableException when Kafka did not answer; calling again is harmless
     */
    static void correct(Admin admin, Collection<NewTopic> topics) throws LogUnavailableException {
        Map<ConfigResource, NewTopic> wanted = new HashMap<>();
        topics.forEach(topic -> wanted.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic));
        try {
            Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
            for (Map.Entry<ConfigResource, Config> actual :
                    admin.describeConfigs(wanted.keySet()).all().get().entrySet()) {
                NewTopic topic = Objects.requireNonNull(wanted.get(actual.getKey()));
                change(topic, actual.getValue().get(FLUSH))
                        .ifPresent(change -> changes.put(actual.getKey(), List.of(change)));
            }
            if (!changes.isEmpty()) {
                var _ = admin.incrementalAlterConfigs(changes).all().get();
                LOG.info("flush of topics changed topics={}", names(changes.keySet()));
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw new LogUnavailableException("the flush of topics could not be looked up or changed", e);
            }
            LOG.warn(
                    "flush of topics is not known to be as set topics={} reason={}",
                    names(wanted.keySet()),
                    e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while looking at the flush of topics", e);
        }
    }

    /** A topic with no flush of its own has the broker's, which is as good where it is the same. */
    private static Optional<AlterConfigOp> change(NewTopic wanted, ConfigEntry actual) {
        String flush = wanted.configs().get(FLUSH);
        if (flush != null) {
            return flush.equals(actual.value())
                    ? Optional.empty()
                    : Optional.of(new AlterConfigOp(new ConfigEntry(FLUSH, flush), OpType.SET));
        }
        return actual.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG
                ? Optional.of(new AlterConfigOp(new ConfigEntry(FLUSH, ""), OpType.DELETE))
                : Optional.empty();
    }

    private static List<String> names(Collection<ConfigResource> topics) {
        return topics.stream().map(ConfigResource::name).sorted().toList();
    }
}
