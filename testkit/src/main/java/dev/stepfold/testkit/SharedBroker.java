package dev.stepfold.testkit;

import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.KafkaClusterConfig;
import io.kroxylicious.testing.kafka.common.KafkaClusterFactory;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One broker in the tests' own JVM for all test classes that register this extension. It starts with the first of them and
 * ends with the JVM's last test.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SharedBroker BROKER = new SharedBroker();
 * }</pre>
 *
 * <p>The classes see each other's topics, records and groups: each test uses its own document ids, groups and
 * transactional ids, and counts only its own. A test that stops the broker, removes a shared topic or counts everything
 * needs a broker of its own ({@code KafkaClusterExtension}).
 */
public final class SharedBroker implements BeforeAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedBroker.class);

    /** Differences from a stock broker, which clients can notice only by timing. */
    static final Map<String, String> CONFIG = Map.of(
            // Allows short sessions, so that a test need not wait long until a member is removed.
            "group.min.session.timeout.ms", "1000",
            // The first transaction would create 50 partitions.
            "transaction.state.log.num.partitions", "1",
            // 128 MB of the tests' heap by default.
            "log.cleaner.dedupe.buffer.size", "4194304");

    private @Nullable String bootstrapServers;

    @Override
    public void beforeAll(ExtensionContext context) {
        bootstrapServers = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                .cluster()
                .getBootstrapServers();
    }

    /** The broker's address; known before the first {@code @BeforeAll} method runs. */
    public String bootstrapServers() {
        return Objects.requireNonNull(bootstrapServers, "the extension is not registered in a static field");
    }

    /** JUnit closes it with the root context. */
    private record Running(KafkaCluster cluster) implements AutoCloseable {
        static Running start() {
            KafkaCluster cluster = KafkaClusterFactory.create(KafkaClusterConfig.builder()
                    .brokersNum(1)
                    .brokerConfigs(CONFIG)
                    .build());
            cluster.start();
            return new Running(cluster);
        }

        @Override
        public void close() {
            try {
                cluster.close();
            } catch (Exception e) {
                throw new IllegalStateException("the broker did not end", e);
            }
        }
    }
}
