package dev.stepfold.commandline.doctor;

import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.schemas.KafkaNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** The topics that all documents share, and topics that should not be there. */
final class TopicChecks {
    private static final int NAMED_MAX = 5;
    private static final long WEEK_MS = 7L * 24 * 60 * 60 * 1000;

    private final Cluster cluster;
    private final KafkaNames names;

    /** Which cleanup policy each topic has. */
    private final Map<String, String> shared;

    TopicChecks(Cluster cluster) {
        this.cluster = cluster;
        this.names = cluster.names();
        this.shared = Map.of(
                names.commands(), TopicConfig.CLEANUP_POLICY_DELETE,
                names.stepEvents(), TopicConfig.CLEANUP_POLICY_DELETE,
                names.documentArchive(), TopicConfig.CLEANUP_POLICY_COMPACT,
                names.archivedDocuments(), TopicConfig.CLEANUP_POLICY_COMPACT,
                names.deadLetters(), TopicConfig.CLEANUP_POLICY_DELETE,
                names.webhooks(), TopicConfig.CLEANUP_POLICY_COMPACT,
                names.webhookDeliveries(),
                        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE);
    }

    void shared(List<Finding> findings) {
        Map<String, TopicDescription> there = cluster.describe(shared.keySet());
        if (there.isEmpty()) {
            findings.add(Finding.ok("shared topics: none yet; the services create them"));
            return;
        }
        List<String> missing = shared.keySet().stream()
                .filter(topic -> !there.containsKey(topic))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            findings.add(Finding.warning("shared topics: " + String.join(", ", missing)
                    + " missing; the services create them when they start"));
        }
        int before = findings.size();
        partitions(there, findings);
        Map<ConfigResource, Config> configs = cluster.answer(
                "their settings were not told",
                cluster.admin()
                        .describeConfigs(there.keySet().stream()
                                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                                .toList())
                        .all());
        configs.forEach((topic, config) -> settings(topic.name(), config, findings));
        if (findings.size() == before) {
            findings.add(
                    Finding.ok("shared topics: cleanup, retention, record size and partitions are as they should be"));
        }
    }

    private void partitions(Map<String, TopicDescription> there, List<Finding> findings) {
        @Nullable TopicDescription commands = there.get(names.commands());
        @Nullable TopicDescription events = there.get(names.stepEvents());
        if (commands != null
                && events != null
                && commands.partitions().size() != events.partitions().size()) {
            findings.add(Finding.problem(
                    names.commands() + " has " + commands.partitions().size() + " partitions and "
                            + names.stepEvents() + " " + events.partitions().size()
                            + ": they must have the same number; restore a backup to a new cluster"));
        }
    }

    private void settings(String topic, Config config, List<Finding> findings) {
        String cleanup = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        String expected = Objects.requireNonNull(shared.get(topic));
        if (!cleanup.equals(expected)) {
            findings.add(Finding.problem(topic + ": cleanup.policy is " + cleanup + " and must be " + expected
                    + ", or records are lost or never removed: change it"));
        }
        if (Long.parseLong(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) < SharedTopics.RECORD_BYTES_MAX) {
            findings.add(Finding.problem(topic + ": max.message.bytes is "
                    + value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) + ", and records can have "
                    + SharedTopics.RECORD_BYTES_MAX + ": raise it"));
        }
        long retention = Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG));
        if (expected.equals(TopicConfig.CLEANUP_POLICY_DELETE) && retention >= 0 && retention < WEEK_MS) {
            findings.add(Finding.warning(topic + ": retention.ms is " + retention
                    + ", less than seven days: a service that is away for longer misses records; raise it"));
        }
        if ("true".equals(value(config, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG))) {
            findings.add(Finding.problem(topic
                    + ": unclean.leader.election.enable is true, so that acknowledged records can be lost: set it to "
                    + "false"));
        }
    }

    private static String value(Config config, String name) {
        return Objects.requireNonNull(config.get(name).value(), name);
    }

    void replicas(List<Finding> findings) {
        Set<String> ours = ours();
        int brokers = cluster.answer(
                        "the brokers were not told",
                        cluster.admin().describeCluster().nodes())
                .size();
        List<String> behind = new ArrayList<>();
        List<String> few = new ArrayList<>();
        cluster.describe(ours)
                .forEach((name, description) -> description.partitions().forEach(partition -> {
                    if (partition.isr().size() < partition.replicas().size()) {
                        behind.add(name);
                    }
                    if (partition.replicas().size() < Math.min(3, brokers)) {
                        few.add(name);
                    }
                }));
        if (!behind.isEmpty()) {
            findings.add(Finding.problem(
                    "replicas: " + named(behind) + " have replicas that are not in sync: look at the brokers"));
        }
        if (!few.isEmpty()) {
            findings.add(Finding.warning("replicas: " + named(few) + " have fewer than three although there are "
                    + brokers + " brokers: raise them, and set STEPFOLD_REPLICATION_FACTOR=3"));
        }
        if (behind.isEmpty() && few.isEmpty()) {
            findings.add(Finding.ok("replicas: those of " + ours.size() + " topics are in sync"));
        }
        minInSync(ours, findings);
    }

    private void minInSync(Set<String> ours, List<Finding> findings) {
        List<String> there = ours.stream().filter(shared::containsKey).toList();
        Map<String, TopicDescription> described = cluster.describe(there);
        cluster.answer(
                        "their settings were not told",
                        cluster.admin()
                                .describeConfigs(there.stream()
                                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                                        .toList())
                                .all())
                .forEach((topic, config) -> {
                    int replicas = Objects.requireNonNull(described.get(topic.name()))
                            .partitions()
                            .getFirst()
                            .replicas()
                            .size();
                    int min = Integer.parseInt(value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
                    if (min >= replicas && replicas > 1) {
                        findings.add(Finding.warning(topic.name() + ": min.insync.replicas is " + min + " of "
                                + replicas + ", so that one broker that is away stops all writes: lower it"));
                    }
                    if (min < 2 && replicas >= 3) {
                        findings.add(Finding.problem(topic.name() + ": min.insync.replicas is " + min
                                + ", so that an acknowledged record can be on one broker only: set it to 2"));
                    }
                });
    }

    /** The installation's topics, by their names; not those of another one whose prefix begins like this one's. */
    private Set<String> ours() {
        Set<String> all = cluster.topics().keySet();
        String feed = names.stepEvents().substring(names.prefix().length());
        List<String> others = all.stream()
                .filter(topic -> topic.endsWith(feed) && !topic.equals(names.stepEvents()))
                .map(topic -> topic.substring(0, topic.length() - feed.length() + 1))
                .filter(prefix -> prefix.startsWith(names.prefix() + "."))
                .toList();
        Set<String> ours = new TreeSet<>(all);
        ours.removeIf(topic ->
                !topic.startsWith(names.prefix() + ".") || others.stream().anyMatch(topic::startsWith));
        return ours;
    }

    void leftOver(List<Finding> findings) {
        List<String> unknown = new ArrayList<>();
        for (String name : ours()) {
            if (name.equals(names.restore())) {
                findings.add(Finding.problem(
                        "a restore was begun and has not finished: give the command again, before any service starts"));
            } else if (!shared.containsKey(name)
                    && !name.equals(names.doctor())
                    && names.documentOf(name).isEmpty()) {
                unknown.add(name);
            }
        }
        findings.add(
                unknown.isEmpty()
                        ? Finding.ok("left-over topics: none")
                        : Finding.warning("left-over topics: " + named(unknown)
                                + " are not Stepfold's, though they are named so: delete them if nobody needs them"));
    }

    static String named(List<String> names) {
        List<String> distinct = names.stream().distinct().sorted().toList();
        List<String> first = distinct.subList(0, Math.min(NAMED_MAX, distinct.size()));
        return String.join(", ", first)
                + (distinct.size() > NAMED_MAX ? " and " + (distinct.size() - NAMED_MAX) + " more" : "");
    }
}
