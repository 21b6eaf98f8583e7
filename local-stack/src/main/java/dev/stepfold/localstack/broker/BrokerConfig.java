package dev.stepfold.localstack.broker;

import dev.stepfold.documentlog.Flush;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of a broker that serves one machine: everything is replicated once, nothing waits for peers, and memory and
 * threads are modest.
 *
 * @param port where clients connect, on loopback, 1 to 65535
 * @param controllerPort where the broker reaches its own controller, on loopback; internal, so any free port will do, and
 *     it may differ from one start to the next
 * @param dataDir holds the logs; formatted on the first start
 * @param flush of all topics that have none of their own, Kafka's own topics included
 */
public record BrokerConfig(int port, int controllerPort, Path dataDir, Flush flush) {
    static final int NODE_ID = 1;
    private static final String HOST = "127.0.0.1";
    private static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

    public BrokerConfig {
        requirePort("port", port);
        requirePort("controllerPort", controllerPort);
        if (port == controllerPort) {
            throw new IllegalArgumentException("port and controllerPort must differ, both are " + port);
        }
    }

    /** The settings under Kafka's names. */
    public Map<String, String> toKafkaProperties() {
        Map<String, String> properties = new HashMap<>();
        properties.putAll(identity());
        properties.putAll(singleReplica());
        properties.putAll(groups());
        properties.putAll(footprint());
        properties.putAll(flushing());
        return Map.copyOf(properties);
    }

    private Map<String, String> identity() {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                // A static voter, not one kept in the log: the data can then be moved to another port.
                Map.entry("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", "BROKER"),
                Map.entry("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry(
                        "listeners", "BROKER://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort),
                Map.entry("advertised.listeners", "BROKER://" + HOST + ":" + port),
                Map.entry("log.dirs", dataDir.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("message.max.bytes", Integer.toString(MESSAGE_BYTES_MAX)));
    }

    private static Map<String, String> singleReplica() {
        return Map.ofEntries(
                Map.entry("default.replication.factor", "1"),
                Map.entry("min.insync.replicas", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "8"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                // After a kill -9 the controller considers the dead broker alive until this has passed, and refuses the
                // new one.
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"));
    }

    private static Map<String, String> groups() {
        return Map.ofEntries(
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "1000"),
                Map.entry("group.consumer.min.session.timeout.ms", "1000"),
                Map.entry("group.consumer.min.heartbeat.interval.ms", "250"),
                Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
                Map.entry("group.streams.min.session.timeout.ms", "1000"),
                Map.entry("group.streams.min.heartbeat.interval.ms", "250"));
    }

    private static Map<String, String> footprint() {
        return Map.ofEntries(
                Map.entry("num.network.threads", "2"),
                Map.entry("background.threads", "4"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("log.cleaner.threads", "1"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                Map.entry("log.cleaner.io.buffer.size", "262144"),
                // An erased document soon leaves the disk, and its file descriptors are released.
                Map.entry("log.segment.delete.delay.ms", "10000"));
    }

    /** A thread that waits for the disk serves no other request meanwhile. */
    private Map<String, String> flushing() {
        return switch (flush) {
            case EVERY_APPEND -> Map.of("log.flush.interval.messages", "1", "num.io.threads", "16");
            case OS -> Map.of("num.io.threads", "4");
        };
    }

    private static void requirePort(String name, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + " must be from 1 to 65535, not " + port);
        }
    }
}
