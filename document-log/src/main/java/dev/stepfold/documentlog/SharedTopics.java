package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.WrongTopicsException;
import dev.stepfold.schemas.KafkaNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that all documents share. Every service creates them if they are missing, so that any service may start
 * first.
 */
public final class SharedTopics {
    private static final Logger LOG = LoggerFactory.getLogger(SharedTopics.class);

    /** The largest record of any Stepfold topic, in bytes, compressed. */
    public static final int RECORD_BYTES_MAX = 2 * 1024 * 1024;

    private static final Duration COMMANDS_KEPT = Duration.ofDays(7);

    /** How long an event is kept in {@code stepfold.step-events}, where the owner of the cluster chose nothing else. */
    static final Duration STEP_EVENTS_KEPT = Duration.ofDays(7);

    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);
    private static final Duration WEBHOOK_DELIVERIES_KEPT = Duration.ofDays(30);

    /** How long a record that was replaced or erased stays on the disk, until the partition is next written to. */
    private static final Duration REPLACED_KEPT = Duration.ofDays(1);

    /** The latest record of every key, forever. */
    private static final Map<String, String> COMPACTED = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            Long.toString(REPLACED_KEPT.toMillis()));

    /** The latest record of every key, unless it is old. */
    private static final Map<String, String> COMPACTED_WHILE_NEW = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            Long.toString(REPLACED_KEPT.toMillis()),
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(WEBHOOK_DELIVERIES_KEPT.toMillis()));

    private SharedTopics() {}

    /**
     * Creates those that are missing. Of the others only the flush is changed, where it is another one. The log tells which
     * settings do not suffice.
     *
     * @throws LogUnavailableException when Kafka did not create them; calling again is harmless
     */
    public static void ensure(Admin admin, KafkaNames names, TopicLayout layout) throws LogUnavailableException {
        List<NewTopic> topics = all(names, layout);
        List<NewTopic> existing = new ArrayList<>();
        try {
            Map<String, TopicCreation.Outcome> outcomes =
                    new TopicCreation(admin, new MetadataOnDisk(admin, layout.flush())).create(topics);
            for (NewTopic topic : topics) {
                switch (Objects.requireNonNull(outcomes.get(topic.name()))) {
                    case TopicCreation.Outcome.Created _ -> {}
                    case TopicCreation.Outcome.Existed _ -> existing.add(topic);
                    case TopicCreation.Outcome.Failed(var reason) ->
                        throw new LogUnavailableException("topic " + topic.name() + " could not be created", reason);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while creating topics", e);
        }
        FlushOfTopics.correct(admin, existing);
        TopicPromises.check(admin, topics);
        if (!existing.isEmpty()) {
            requireSamePartitions(admin, names);
        }
    }

    /**
     * Lets a service start: creates those that are missing, if that is for the services to do; otherwise they must be
     * there.
     *
     * @throws LogUnavailableException when Kafka did not answer, one is missing, or a restore is under way; calling again
     *     is harmless
     */
    public static void prepare(Admin admin, KafkaConnection kafka, TopicLayout layout) throws LogUnavailableException {
        UnfinishedRestore.refuse(admin, kafka.names());
        if (kafka.createsSharedTopics()) {
            ensure(admin, kafka.names(), layout);
        } else {
            List<NewTopic> topics = all(kafka.names(), layout);
            requireAll(admin, topics);
            TopicPromises.check(admin, topics);
            requireSamePartitions(admin, kafka.names());
        }
    }

    /** One that this user may not describe is left to the services that need it: each asks for its own rights. */
    private static void requireAll(Admin admin, List<NewTopic> topics) throws LogUnavailableException {
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        topics.stream().map(NewTopic::name).toList())
                .topicNameValues();
        for (NewTopic topic : topics) {
            try {
                var _ = Objects.requireNonNull(answers.get(topic.name())).get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    throw new LogUnavailableException(
                            "shared topics are missing",
                            new WrongTopicsException("the topic " + topic.name()
                                    + " is missing and STEPFOLD_CREATE_TOPICS is off: the owner of the cluster must create it with "
                                    + topic.numPartitions() + " partitions and " + new TreeMap<>(topic.configs())));
                }
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw new LogUnavailableException("the topic " + topic.name() + " could not be described", e);
                }
                LOG.debug("topic not described topic={} reason={}", topic.name(), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LogUnavailableException("interrupted while describing topics", e);
            }
        }
    }

    /** A document's commands, events and place in the archive's index are in the partition with the same number. */
    private static void requireSamePartitions(Admin admin, KafkaNames names) throws LogUnavailableException {
        Map<String, TopicDescription> topics;
        try {
            topics = admin.describeTopics(List.of(names.commands(), names.stepEvents(), names.archivedDocuments()))
                    .allTopicNames()
                    .get();
        } catch (ExecutionException e) {
            throw new LogUnavailableException("the shared topics could not be described", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while describing topics", e);
        }
        int partitions = partitions(topics, names.commands());
        for (String topic : List.of(names.stepEvents(), names.archivedDocuments())) {
            if (partitions(topics, topic) != partitions) {
                throw new LogUnavailableException(
                        "the shared topics do not fit together",
                        new WrongTopicsException("the topic " + topic + " has " + partitions(topics, topic)
                                + " partitions and " + names.commands() + " has " + partitions
                                + ": both must have as many, STEPFOLD_PARTITIONS; delete the wrong one if it is new, or "
                                + "restore a backup under another STEPFOLD_PREFIX"));
            }
        }
    }

    private static int partitions(Map<String, TopicDescription> topics, String topic) {
        return Objects.requireNonNull(topics.get(topic)).partitions().size();
    }

    private static List<NewTopic> all(KafkaNames names, TopicLayout layout) {
        return List.of(
                topic(names.commands(), layout.partitions(), layout, kept(COMMANDS_KEPT)),
                derived(names.stepEvents(), layout.partitions(), layout, feed()),
                topic(names.documentArchive(), layout.partitions(), layout, COMPACTED),
                topic(names.archivedDocuments(), layout.partitions(), layout, COMPACTED),
                topic(names.deadLetters(), 1, layout, kept(DEAD_LETTERS_KEPT)),
                topic(names.webhooks(), 1, layout, COMPACTED),
                topic(names.webhookDeliveries(), layout.partitions(), layout, COMPACTED_WHILE_NEW));
    }

    /** A topic that nothing else could replace. */
    private static NewTopic topic(String name, int partitions, TopicLayout layout, Map<String, String> config) {
        Map<String, String> all = new HashMap<>(config);
        all.putAll(flush(layout.flush()));
        return derived(name, partitions, layout, all);
    }

    /** A topic whose records are in other topics too. */
    private static NewTopic derived(String name, int partitions, TopicLayout layout, Map<String, String> config) {
        Map<String, String> all = new HashMap<>(config);
        all.putAll(copies(layout.replicationFactor()));
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(RECORD_BYTES_MAX));
        return new NewTopic(name, partitions, layout.replicationFactor()).configs(all);
    }

    /** What an acknowledgement of a topic means that nothing else could replace. */
    static Map<String, String> durability(TopicLayout layout) {
        Map<String, String> config = new HashMap<>(copies(layout.replicationFactor()));
        config.putAll(flush(layout.flush()));
        return config;
    }

    /** With three copies or more, an acknowledged record is on at least two of them. */
    private static Map<String, String> copies(short replicationFactor) {
        return replicationFactor < Flush.REPLICAS_INSTEAD
                ? Map.of()
                : Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    }

    private static Map<String, String> flush(Flush flush) {
        return switch (flush) {
            case EVERY_APPEND -> Map.of(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, FlushOfTopics.AT_EVERY_APPEND);
            case OS -> Map.of();
        };
    }

    /** What is in it is in the documents' topics too, so that it need not wait for the disk where the broker's default is to. */
    private static Map<String, String> feed() {
        Map<String, String> config = new HashMap<>(kept(STEP_EVENTS_KEPT));
        config.put(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, FlushOfTopics.NEVER);
        return config;
    }

    private static Map<String, String> kept(Duration retention) {
        return Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    }
}
