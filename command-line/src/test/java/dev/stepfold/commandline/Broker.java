package dev.stepfold.commandline;

import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.KafkaClusterConfig;
import io.kroxylicious.testing.kafka.common.KafkaClusterFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker of a test class's own, which is empty when a test begins: backups and restores concern all that there is. */
final class Broker implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private static final Map<String, String> CONFIG = Map.of(
            "auto.create.topics.enable", "false",
            "transaction.state.log.num.partitions", "1",
            "log.cleaner.dedupe.buffer.size", "4194304");

    private KafkaCluster cluster;

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = KafkaClusterFactory.create(
                KafkaClusterConfig.builder().brokersNum(1).brokerConfigs(CONFIG).build());
        cluster.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Set<String> topics = new TreeSet<>(admin.listTopics().names().get());
            topics.removeIf(name -> !name.startsWith("stepfold"));
            admin.deleteTopics(topics).all().get();
            for (var group : admin.listGroups().all().get()) {
                admin.deleteConsumerGroups(Set.of(group.groupId())).all().get();
            }
            Awaitility.await()
                    .until(() ->
                            admin.listTopics().names().get().stream().noneMatch(name -> name.startsWith("stepfold")));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        cluster.close();
    }

    String bootstrapServers() {
        return cluster.getBootstrapServers();
    }
}
