package dev.stepfold.documentlog.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A login with client credentials (OAUTHBEARER): a client fetches its token before it connects to any broker. */
class TokenLoginTest {
    private TokenIssuer issuer;

    @BeforeEach
    void startIssuer() throws Exception {
        issuer = TokenIssuer.start();
    }

    @AfterEach
    void stopIssuer() {
        System.clearProperty(TokenIssuer.ALLOWED);
        issuer.close();
    }

    @Test
    void fetchesATokenFromTheEndpoint() {
        System.setProperty(TokenIssuer.ALLOWED, issuer.tokenEndpoint());

        try (Admin _ = connection(TokenIssuer.SECRET).admin(Map.of())) {
            assertThat(issuer.asked())
                    .singleElement()
                    .asString()
                    .contains(TokenIssuer.authorization(), "client_credentials");
        }
    }

    @Test
    void namesThePropertyThatAllowsTheEndpoint() {
        KafkaConnection kafka = connection(TokenIssuer.SECRET);

        assertThatThrownBy(() -> kafka.admin(Map.of()).close())
                .isInstanceOfSatisfying(
                        KafkaException.class,
                        failure -> assertThat(KafkaProblem.sentence(kafka, failure))
                                .isEqualTo(
                                        "the address in KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL must be allowed: set "
                                                + "JDK_JAVA_OPTIONS=-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=<address>"));
        assertThat(issuer.asked()).isEmpty();
    }

    @Test
    void namesTheCredentialsThatAreRefused() {
        System.setProperty(TokenIssuer.ALLOWED, issuer.tokenEndpoint());
        KafkaConnection kafka = connection("another-secret");

        assertThatThrownBy(() -> kafka.admin(Map.of()).close())
                .isInstanceOfSatisfying(
                        KafkaException.class,
                        failure -> assertThat(KafkaProblem.sentence(kafka, failure))
                                .contains("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET")
                                .doesNotContain("another-secret"));
    }

    private KafkaConnection connection(String secret) {
        Map<String, String> environment = new HashMap<>(issuer.environment(secret));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
        return KafkaConnection.ofEnvironment(environment);
    }
}
