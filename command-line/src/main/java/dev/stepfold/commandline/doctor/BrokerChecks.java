package dev.stepfold.commandline.doctor;

import dev.stepfold.commandline.kafka.Cluster;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** The brokers: version, number, settings, disks. */
final class BrokerChecks {
    /** The feature level of Kafka 4.0. */
    private static final short LEVEL_4_0 = 25;

    /** The feature level with which a disk's free space can be asked for (Kafka 3.3, KIP-827). */
    private static final short LEVEL_3_3 = 7;

    private static final int REPLICAS = 3;
    private static final long GIB = 1L << 30;
    private static final long FREE_MIN = 2 * GIB;
    private static final long FREE_PROBLEM = GIB / 4;
    private static final long METADATA_BYTES = 4_096;
    private static final long SESSION_MS = 6_000;

    private final Cluster cluster;

    BrokerChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void version(List<Finding> findings) {
        @Nullable FinalizedVersionRange metadata = cluster.answer(
                        "the features were not told",
                        cluster.admin().describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get("metadata.version");
        if (metadata == null || metadata.maxVersionLevel() < LEVEL_3_3) {
            findings.add(Finding.problem("version: older than Kafka 3.3; Stepfold is tested with Kafka 4.3: update"));
        } else if (metadata.maxVersionLevel() < LEVEL_4_0) {
            findings.add(Finding.warning("version: metadata.version is level " + metadata.maxVersionLevel()
                    + ", older than Kafka 4.0; Stepfold is tested with Kafka 4.3: update, and finalize the version"));
        } else {
            findings.add(Finding.ok(
                    "version: Kafka 4.0 or newer (metadata.version level " + metadata.maxVersionLevel() + ")"));
        }
    }

    void replication(List<Finding> findings) {
        int brokers = nodes().size();
        findings.add(
                brokers < REPLICAS
                        ? Finding.warning(
                                "brokers: " + brokers + ", so that records have fewer than three copies; a broker "
                                        + "whose disk is lost takes what only it has: run three, or make backups")
                        : Finding.ok("brokers: " + brokers + ", enough for three copies"));
    }

    private Collection<Node> nodes() {
        return cluster.answer(
                "the brokers were not told", cluster.admin().describeCluster().nodes());
    }

    void settings(List<Finding> findings) {
        List<ConfigResource> brokers = nodes().stream()
                .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                .toList();
        Map<ConfigResource, Config> configs = cluster.answer(
                "the brokers' settings were not told",
                cluster.admin().describeConfigs(brokers).all());
        int before = findings.size();
        configs.forEach((broker, config) -> check("broker " + broker.name(), config, findings));
        if (findings.size() == before) {
            findings.add(Finding.ok(
                    "broker settings: topics are not created by themselves, elections are clean, sessions of "
                            + SESSION_MS / 1000 + " s are allowed"));
        }
        findings.add(Finding.ok(
                "file descriptors: not visible to a client; each document topic takes some of its broker, so "
                        + "look at `ulimit -n` there (docs/limits.md)"));
    }

    private static void check(String broker, Config config, List<Finding> findings) {
        if (is(config, "auto.create.topics.enable", "true")) {
            findings.add(Finding.problem(broker
                    + ": auto.create.topics.enable is true, so that an erased document's topic can come back empty: set it "
                    + "to false"));
        }
        if (is(config, "unclean.leader.election.enable", "true")) {
            findings.add(
                    Finding.problem(
                            broker
                                    + ": unclean.leader.election.enable is true, so that acknowledged events can be lost: set it to false"));
        }
        if (is(config, "delete.topic.enable", "false")) {
            findings.add(Finding.problem(broker
                    + ": delete.topic.enable is false, so that no document can be archived or erased: set it to true"));
        }
        number(config, "offset.metadata.max.bytes").ifPresent(bytes -> {
            if (bytes < METADATA_BYTES) {
                findings.add(Finding.problem(broker + ": offset.metadata.max.bytes is " + bytes
                        + ", and commits of finished commands need " + METADATA_BYTES + ": raise it"));
            }
        });
        number(config, "group.min.session.timeout.ms").ifPresent(ms -> {
            if (ms > SESSION_MS) {
                findings.add(Finding.problem(
                        broker + ": group.min.session.timeout.ms is " + ms + ", more than the services' " + SESSION_MS
                                + ": lower it, or raise STEPFOLD_SESSION_TIMEOUT_MS"));
            }
        });
    }

    private static boolean is(Config config, String name, String value) {
        @Nullable ConfigEntry entry = config.get(name);
        return entry != null && value.equals(entry.value());
    }

    private static OptionalLong number(Config config, String name) {
        @Nullable ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(entry.value()));
    }

    void disk(List<Finding> findings) {
        List<Integer> ids = nodes().stream().map(Node::id).toList();
        Map<Integer, Map<String, LogDirDescription>> all = cluster.answer(
                "the disks were not told", cluster.admin().describeLogDirs(ids).allDescriptions());
        for (Map.Entry<Integer, Map<String, LogDirDescription>> broker : new HashMap<>(all).entrySet()) {
            broker.getValue()
                    .forEach((directory, description) ->
                            findings.add(disk("disk: broker " + broker.getKey() + " " + directory, description)));
        }
    }

    static Finding disk(String where, LogDirDescription description) {
        if (description.error() != null) {
            return Finding.problem(where + ": " + description.error().getMessage());
        }
        if (description.totalBytes().isEmpty() || description.usableBytes().isEmpty()) {
            return Finding.ok(where + ": this broker does not tell its free space");
        }
        long usable = description.usableBytes().getAsLong();
        long total = description.totalBytes().getAsLong();
        String text = where + ": " + gib(usable) + " of " + gib(total) + " free";
        if (usable < FREE_PROBLEM) {
            return Finding.problem(text + "; a full disk stops the broker: make room");
        }
        return usable < FREE_MIN || usable < total / 20
                ? Finding.warning(text + "; a full disk stops the broker: make room soon")
                : Finding.ok(text);
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
