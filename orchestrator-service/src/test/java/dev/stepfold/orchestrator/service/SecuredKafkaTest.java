package dev.stepfold.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.orchestrator.Orchestrator;
import dev.stepfold.testkit.ClientsSeen;
import dev.stepfold.testkit.SaslBroker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service on a broker that asks for a password. */
class SecuredKafkaTest {
    @RegisterExtension
    static final SaslBroker BROKER = new SaslBroker();

    @Test
    void reachesKafkaWithAllItsClients() {
        Set<String> others = ClientsSeen.running();
        try (ApplicationContext context = SettingsOf.start(BROKER.environment(SaslBroker.PASSWORD))) {
            Orchestrator orchestrator = context.getBean(Orchestrator.class);
            orchestrator.start();
            await().atMost(Duration.ofSeconds(60)).until(orchestrator::isJoined);

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
        try (ApplicationContext context = SettingsOf.start(BROKER.environment("another-password"))) {
            Orchestrator orchestrator = context.getBean(Orchestrator.class);
            orchestrator.start();

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(orchestrator.problem())
                            .hasValueSatisfying(problem -> assertThat(problem)
                                    .contains("refuses the login: look at user and password in KAFKA_SASL_JAAS_CONFIG")
                                    .doesNotContain("another-password")));
        }
    }

    @Test
    void isDownAndSaysWhyWhileTheClusterRefusesItAndIsUpAgainThen() throws Exception {
        try (ApplicationContext context = SettingsOf.start(BROKER.environment(SaslBroker.PASSWORD))) {
            context.getBean(Orchestrator.class).start();
            await().atMost(Duration.ofSeconds(60)).until(() -> health(context).getStatus(), HealthStatus.UP::equals);

            BROKER.changePassword(SaslBroker.PASSWORD, "changed-password");
            try {
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    HealthResult health = health(context);
                    assertThat(health.getStatus()).isEqualTo(HealthStatus.DOWN);
                    assertThat(health.getDetails().toString())
                            .contains("refuses the login: look at user and password in KAFKA_SASL_JAAS_CONFIG")
                            .doesNotContain(SaslBroker.PASSWORD);
                });
            } finally {
                BROKER.changePassword("changed-password", SaslBroker.PASSWORD);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> health(context).getStatus(), HealthStatus.UP::equals);
        }
    }

    private static HealthResult health(ApplicationContext context) {
        return context.getBean(OrchestratorHealth.class).result();
    }
}
