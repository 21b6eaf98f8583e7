package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.orchestrator.embedding.AgentBuilder;
import dev.stepfold.orchestrator.embedding.StartedRun;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.testkit.ClientsSeen;
import dev.stepfold.testkit.SaslBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The orchestrator on a broker that asks for a password. */
class SecuredKafkaTest {
    @RegisterExtension
    static final SaslBroker BROKER = new SaslBroker();

    @Test
    void runsArchivesAndRestores() {
        Set<String> others = ClientsSeen.running();
        try (OrchestratorStage stage = new OrchestratorStage(
                settings(), new ArchiveSettings(Duration.ofMillis(100), ArchiveSettings.DEFAULT.documentsMax()))) {
            stage.send(stage.startRun("Create a shop"));
            stage.awaitArchived();
            stage.send(stage.changeRequest("Add a till"));
            stage.awaitStatus(RunStatus.COMPLETED);

            assertMarked(others);
        }
    }

    @Test
    void goesOnWithARunAfterTheClusterRefusedItForAWhile() throws Exception {
        try (OrchestratorStage stage = new OrchestratorStage(settings(), ArchiveSettings.DEFAULT)) {
            String request = "Create a shop hold=refused";
            stage.send(stage.startRun(request));
            await().atMost(OrchestratorStage.LONG)
                    .until(() -> stage.generator().finished(request, StepId.DECISION_MAKING) == 1);

            BROKER.changePassword(SaslBroker.PASSWORD, "changed-password");
            try {
                await().atMost(OrchestratorStage.LONG)
                        .until(() -> stage.problem()
                                .filter(problem -> problem.contains("refuses the login"))
                                .isPresent());
                stage.generator().letGo("refused");
            } finally {
                BROKER.changePassword("changed-password", SaslBroker.PASSWORD);
            }

            stage.awaitStatus(RunStatus.COMPLETED);
            await().atMost(OrchestratorStage.LONG).until(() -> stage.problem().isEmpty());
            assertThat(stage.generator().finished(request, StepId.DECISION_MAKING))
                    .isOne();
        }
    }

    @Test
    void servesAnApplicationThatEmbedsIt() throws Exception {
        Set<String> others = ClientsSeen.running();
        try (AgentBuilder builder = AgentBuilder.connect(settings(), OrchestratorSettings.DEFAULT, List.of())) {
            StartedRun run = builder.start("A library of books", RunOptions.DEFAULT, (_, _, _) -> {});

            assertThat(run.atRest().get(1, TimeUnit.MINUTES).status()).isEqualTo(RunStatus.COMPLETED);
            assertMarked(others);
        }
    }

    private static void assertMarked(Set<String> others) {
        Set<String> running = ClientsSeen.running();
        running.removeAll(others);
        assertThat(running)
                .anyMatch(client -> client.startsWith("kafka.admin.client:"))
                .anyMatch(client -> client.startsWith("kafka.producer:"))
                .anyMatch(client -> client.startsWith("kafka.consumer:"));
        assertThat(ClientsSeen.marked()).containsAll(running);
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(BROKER.settings(SaslBroker.PASSWORD));
        settings.put(ClientsSeen.SETTING, ClientsSeen.class.getName());
        return settings;
    }
}
