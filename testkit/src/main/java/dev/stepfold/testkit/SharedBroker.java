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
 * <p>The classes see each other's topics, records and groups: each test has document ids, groups and transactional ids of
 * its own, and counts only what is its own. A test that stops the broker, removes a shared topic or counts all that there is
 * has a broker to itself ({@code KafkaClusterExtension}).
 */
public final class SharedBroker implements BeforeAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedBroker.class);

    /** What differs from a stock broker, and can be seen by no client but by the time it takes. */
    private static final Map<String, String> CONFIG = Map.of(
            // Lets a member have a short session, so that a test need not wait long until it is given up.
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

    /** Where the broker is; known from before the first {@code @BeforeAll} method on. */
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
