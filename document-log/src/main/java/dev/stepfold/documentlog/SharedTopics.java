package dev.stepfold.documentlog;

import dev.stepfold.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics that all documents share. Every service creates them if they are missing, so that any service may start
 * first.
 */
public final class SharedTopics {
    /** The largest record of any Stepfold topic, in bytes, compressed. */
    public static final int RECORD_BYTES_MAX = 2 * 1024 * 1024;

    private static final Duration COMMANDS_KEPT = Duration.ofDays(7);
    private static final Duration STEP_EVENTS_KEPT = Duration.ofDays(7);
    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);

    /** How long a record that was replaced or erased stays on the disk, until the partition is next written to. */
    private static final Duration REPLACED_KEPT = Duration.ofDays(1);

    /** The latest record of every key, forever. */
    private static final Map<String, String> COMPACTED = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            Long.toString(REPLACED_KEPT.toMillis()));

    private SharedTopics() {}

    /**
     * Creates those that are missing and leaves the others as they are.
     *
     * @throws LogUnavailableException when Kafka did not create them; calling again is harmless
     */
    public static void ensure(Admin admin, TopicLayout layout) throws LogUnavailableException {
        CreateTopicsResult result = admin.createTopics(all(layout));
        for (Map.Entry<String, ? extends KafkaFuture<Void>> topic :
                result.values().entrySet()) {
            try {
                topic.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new LogUnavailableException("topic " + topic.getKey() + " could not be created", e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LogUnavailableException("interrupted while creating topics", e);
            }
        }
    }

    private static List<NewTopic> all(TopicLayout layout) {
        return List.of(
                topic(Topics.COMMANDS, layout.partitions(), layout, kept(COMMANDS_KEPT)),
                topic(Topics.STEP_EVENTS, layout.partitions(), layout, kept(STEP_EVENTS_KEPT)),
                topic(Topics.DOCUMENT_ARCHIVE, layout.partitions(), layout, COMPACTED),
                topic(Topics.ARCHIVED_DOCUMENTS, layout.partitions(), layout, COMPACTED),
                topic(Topics.DEAD_LETTERS, 1, layout, kept(DEAD_LETTERS_KEPT)));
    }

    private static NewTopic topic(String name, int partitions, TopicLayout layout, Map<String, String> config) {
        Map<String, String> all = new HashMap<>(config);
        all.putAll(durability(layout.replicationFactor()));
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(RECORD_BYTES_MAX));
        return new NewTopic(name, partitions, layout.replicationFactor()).configs(all);
    }

    /** With three copies or more, an acknowledged record is on at least two of them. */
    static Map<String, String> durability(short replicationFactor) {
        return replicationFactor < 3 ? Map.of() : Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    }

    private static Map<String, String> kept(Duration retention) {
        return Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    }
}
