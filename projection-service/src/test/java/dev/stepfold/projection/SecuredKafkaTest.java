package dev.stepfold.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.projection.streams.LogAccess;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.testkit.ClientsSeen;
import dev.stepfold.testkit.SaslBroker;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The projection on a broker that asks for a password. */
class SecuredKafkaTest {
    @RegisterExtension
    static final SaslBroker BROKER = new SaslBroker();

    @TempDir
    Path dataDir;

    @Test
    void reachesKafkaWithAllItsClients() throws Exception {
        Set<String> others = ClientsSeen.running();
        try (RunningProjection projection = RunningProjection.start(BROKER.environment(SaslBroker.PASSWORD), dataDir)) {
            projection.awaitReady();
            assertThat(projection.bean(LogAccess.class).read(new DocumentId("never-made"), 0, 1))
                    .isEmpty();

            Set<String> running = ClientsSeen.running();
            running.removeAll(others);
            assertThat(running)
                    .anyMatch(client -> client.matches("kafka.consumer:.*StreamThread-1-consumer"))
                    .anyMatch(client -> client.matches("kafka.consumer:.*restore-consumer"))
                    .anyMatch(client -> client.matches("kafka.producer:.*StreamThread-1-producer"))
                    .anyMatch(client -> client.matches("kafka.admin.client:projection.*-admin"))
                    .anyMatch(client -> client.matches("kafka.producer:producer-.*"));
            assertThat(ClientsSeen.marked()).containsAll(running);
        }
    }

    @Test
    void saysInItsHealthThatThePasswordIsWrong() {
        try (RunningProjection projection = RunningProjection.start(BROKER.environment("another-password"), dataDir)) {
            Waiting.await().untilAsserted(() -> {
                HttpResponse<byte[]> health = projection.get("/health");
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(new String(health.body(), StandardCharsets.UTF_8))
                        .contains("refuses the login: look at user and password in KAFKA_SASL_JAAS_CONFIG")
                        .doesNotContain("another-password");
            });
        }
    }
}
