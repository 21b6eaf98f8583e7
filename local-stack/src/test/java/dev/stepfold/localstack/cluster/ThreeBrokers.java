package dev.stepfold.localstack.cluster;

import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.supervisor.Supervision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A KRaft cluster on loopback: three processes, each broker and controller. Topics have three replicas of which two must be
 * in sync. Every time limit is Kafka's own default, so that what is measured holds for a cluster of the user's own.
 *
 * <p>Closing ends all processes.
 */
public final class ThreeBrokers implements AutoCloseable {
    public static final List<Integer> IDS = List.of(1, 2, 3);

    private static final Duration READY_WITHIN = Duration.ofMinutes(4);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Map<Integer, BrokerNode> nodes;
    private final ClusterSecurity security;
    private final String bootstrapServers;

    private ThreeBrokers(Map<Integer, BrokerNode> nodes, ClusterSecurity security, String bootstrapServers) {
        this.nodes = nodes;
        this.security = security;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts all three, and waits until each knows the others.
     *
     * @param folder for their data and logs
     * @param more properties of every broker, over those that this class sets
     */
    public static ThreeBrokers start(Path folder, ClusterSecurity security, Map<String, String> more) {
        Map<Integer, Integer> clientPorts = ports();
        Map<Integer, Integer> controllerPorts = ports();
        String clusterId = Uuid.randomUuid().toString();
        Map<Integer, BrokerNode> nodes = new LinkedHashMap<>();
        for (int id : IDS) {
            Map<String, String> properties = properties(id, clientPorts, controllerPorts);
            properties.putAll(security.brokerProperties());
            properties.putAll(more);
            nodes.put(
                    id,
                    BrokerNode.launch(
                            folder.resolve("broker-" + id), clusterId, properties, security.scramCredentials()));
        }
        ThreeBrokers started = new ThreeBrokers(
                nodes,
                security,
                clientPorts.values().stream().map(port -> "localhost:" + port).collect(Collectors.joining(",")));
        try {
            started.awaitAllUp();
            return started;
        } catch (ConditionTimeoutException e) {
            started.close();
            throw e;
        }
    }

    private static Map<Integer, Integer> ports() {
        return IDS.stream().collect(Collectors.toMap(id -> id, _ -> Supervision.freePort(), (a, _) -> a, TreeMap::new));
    }

    private static Map<String, String> properties(
            int id, Map<Integer, Integer> clientPorts, Map<Integer, Integer> controllerPorts) {
        String voters = controllerPorts.entrySet().stream()
                .map(node -> node.getKey() + "@localhost:" + node.getValue())
                .collect(Collectors.joining(","));
        Map<String, String> properties = new HashMap<>(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(id)),
                Map.entry("controller.quorum.voters", voters),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", "BROKER"),
                Map.entry(
                        "listeners",
                        "BROKER://localhost:" + clientPorts.get(id) + ",CONTROLLER://localhost:"
                                + controllerPorts.get(id)),
                Map.entry("advertised.listeners", "BROKER://localhost:" + clientPorts.get(id)),
                Map.entry("default.replication.factor", "3"),
                Map.entry("min.insync.replicas", "2"),
                Map.entry("offsets.topic.num.partitions", "6"),
                Map.entry("transaction.state.log.num.partitions", "3"),
                Map.entry("share.coordinator.state.topic.num.partitions", "3"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("message.max.bytes", "2097152")));
        properties.putAll(footprint());
        return properties;
    }

    private static Map<String, String> footprint() {
        return Map.of(
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "4",
                "log.cleaner.threads", "1",
                "log.cleaner.dedupe.buffer.size", "4194304",
                "log.cleaner.io.buffer.size", "262144");
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** How a client connects that may do everything. */
    public Map<String, Object> adminConnection() {
        Map<String, Object> connection = new HashMap<>(security.clientOfTheOperator());
        connection.put("bootstrap.servers", bootstrapServers);
        return connection;
    }

    /** Starts those that do not run, and waits until all three are members. */
    public void startAll() {
        nodes.values().forEach(BrokerNode::start);
        awaitAllUp();
    }

    /** SIGKILL. */
    public void kill(int id) throws InterruptedException {
        node(id).kill();
    }

    /** Starts it, and waits for nothing. */
    public void start(int id) {
        node(id).start();
    }

    /** SIGTERM; returns when it has ended. */
    public void stop(int id) throws InterruptedException {
        node(id).stop();
    }

    /** SIGSTOP. */
    public void freeze(int id) throws InterruptedException, IOException {
        node(id).freeze();
    }

    /** SIGCONT. */
    public void thaw(int id) throws InterruptedException, IOException {
        node(id).thaw();
    }

    private BrokerNode node(int id) {
        return Objects.requireNonNull(nodes.get(id), "no broker " + id);
    }

    /** The node that is the active controller. */
    public int activeController() throws Exception {
        try (Admin admin = Admin.create(adminConnection())) {
            return admin.describeMetadataQuorum()
                    .quorumInfo()
                    .get(ANSWERS_WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .leaderId();
        }
    }

    /** One that is not the active controller. */
    public int plainBroker() throws Exception {
        int controller = activeController();
        return IDS.stream().filter(id -> id != controller).findFirst().orElseThrow();
    }

    private void awaitAllUp() {
        try (Admin admin = Admin.create(adminConnection())) {
            await().atMost(READY_WITHIN)
                    .pollInterval(LOOK_AGAIN)
                    .ignoreExceptions()
                    .until(() -> {
                        int members = admin.describeCluster()
                                .nodes()
                                .get(ANSWERS_WITHIN.toSeconds(), TimeUnit.SECONDS)
                                .size();
                        return members == IDS.size();
                    });
        }
    }

    /** Waits until every replica of every topic is in sync. */
    public void awaitInSync() {
        try (Admin admin = Admin.create(adminConnection())) {
            await().atMost(READY_WITHIN)
                    .pollInterval(LOOK_AGAIN)
                    .ignoreExceptions()
                    .until(() -> behind(admin).isEmpty());
        }
    }

    private static List<String> behind(Admin admin) throws Exception {
        List<String> behind = new ArrayList<>();
        Map<String, TopicDescription> topics = admin.describeTopics(
                        admin.listTopics().names().get())
                .allTopicNames()
                .get(ANSWERS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        topics.forEach((name, topic) -> {
            if (topic.partitions().stream()
                    .anyMatch(partition ->
                            partition.isr().size() < partition.replicas().size())) {
                behind.add(name);
            }
        });
        return behind;
    }

    @Override
    public void close() {
        nodes.values().forEach(BrokerNode::close);
    }
}
