package dev.stepfold.testkit;

import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.KafkaClusterConfig;
import io.kroxylicious.testing.kafka.common.KafkaClusterFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker in the tests' own JVM that lets in only one user, with a password (SASL_PLAINTEXT, SCRAM-SHA-512), for one
 * test class.
 */
public final class SaslBroker implements BeforeAllCallback, AfterAllCallback {
    public static final String PASSWORD = "a-password-of-tests";

    private static final String USER = "stepfold";

    /** A password that is changed counts for connections that there are within so long. */
    private static final String ASKED_AGAIN_AFTER_MS = "2000";

    private @Nullable KafkaCluster cluster;

    @Override
    public void beforeAll(ExtensionContext context) {
        KafkaCluster started = KafkaClusterFactory.create(KafkaClusterConfig.builder()
                .brokersNum(1)
                .securityProtocol("SASL_PLAINTEXT")
                .saslMechanism("SCRAM-SHA-512")
                .user(USER, PASSWORD)
                .brokerConfigs(SharedBroker.CONFIG)
                .brokerConfig("connections.max.reauth.ms", ASKED_AGAIN_AFTER_MS)
                .build());
        started.start();
        cluster = started;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    public String bootstrapServers() {
        return Objects.requireNonNull(cluster, "the extension is not registered in a static field")
                .getBootstrapServers();
    }

    /**
     * Gives the user another password: clients with the old one are refused from soon on.
     *
     * @param now the user's present password
     */
    public void changePassword(String now, String next) throws Exception {
        try (Admin admin = Admin.create(Map.copyOf(settings(now)))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096), next)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    /** What a client needs to be let in with a password, by Kafka's names. */
    public Map<String, String> settings(String password) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";");
    }

    /** The same as environment variables, and with them the marker of {@link ClientsSeen}. */
    public Map<String, String> environment(String password) {
        Map<String, String> variables = new HashMap<>();
        settings(password)
                .forEach((name, value) ->
                        variables.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        variables.put("KAFKA_METRIC_REPORTERS", ClientsSeen.class.getName());
        return variables;
    }
}
