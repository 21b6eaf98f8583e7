package dev.stepfold.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.testkit.ClientsSeen;
import dev.stepfold.testkit.SaslBroker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gateway on a broker that asks for a password. */
class SecuredKafkaTest {
    @RegisterExtension
    static final SaslBroker BROKER = new SaslBroker();

    @Test
    void reachesKafkaWithAllItsClients() {
        Set<String> others = ClientsSeen.running();
        try (Gateway gateway = new Gateway(BROKER.environment(SaslBroker.PASSWORD), Map.of()).awaitReady()) {
            assertThat(gateway.post("/api/documents", "{\"request\":\"A shop\",\"documentId\":\"secured\"}")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(gateway.get("/api/documents/never-made").statusCode()).isEqualTo(404);

            Set<String> running = ClientsSeen.running();
            running.removeAll(others);
            assertThat(running)
                    .anyMatch(client -> client.startsWith("kafka.admin.client:"))
                    .anyMatch(client -> client.startsWith("kafka.producer:"))
                    .anyMatch(client -> client.startsWith("kafka.consumer:"));
            assertThat(ClientsSeen.marked()).containsAll(running);
        }
    }

    @Test
    void saysInItsHealthThatThePasswordIsWrong() {
        try (Gateway gateway = new Gateway(BROKER.environment("another-password"), Map.of())) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResponse<String> health = gateway.get("/health");
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(health.body())
                        .contains("refuses the login: look at user and password in KAFKA_SASL_JAAS_CONFIG")
                        .doesNotContain("another-password");
            });
        }
    }
}
