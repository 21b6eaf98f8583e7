package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.cluster.ClusterSecurity;
import dev.stepfold.localstack.cluster.ThreeBrokers;
import dev.stepfold.localstack.system.Auditor.Audited;
import dev.stepfold.localstack.system.ChaosPlan.Deed;
import dev.stepfold.localstack.system.ChaosPlan.Errand;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two of each service of an earlier version, replaced one after the other by this version while people work, in the order of {@code
 * docs/upgrades.md} and in the opposite one. In between, the two versions of every service share the work. The earlier version is a checkout that was built up to {@code package}:
 * {@code -Dstepfold.upgrade.from=FOLDER}; without it the test is skipped, because it would have to build that version.
 */
@EnabledIfSystemProperty(
        named = "stepfold.upgrade.from",
        matches = ".+",
        disabledReason = "SKIPPED: -Dstepfold.upgrade.from names no checkout of an earlier version that was built")
class RollingUpgradeIT {
    private static final int PEOPLE_A_WAVE = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration ANSWER_AFTER = Duration.ofMillis(200);
    private static final StepId IN_FLIGHT = StepId.TECHNICAL_ANALYSIS;

    /** Left as it is, for a look at the logs. */
    private static final Path HOME = Path.of("target", "rolling-upgrade").toAbsolutePath();

    private final List<Future<Person>> people = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"projection gateway orchestrator", "orchestrator gateway projection"})
    void losesAndRepeatsNothing(String order) throws Exception {
        Path earlier = Path.of(System.getProperty("stepfold.upgrade.from")).toAbsolutePath();
        StoppedStack.deleteTree(HOME);
        Files.createDirectories(HOME);
        try (PacedModel model = PacedModel.start((_, _) -> new Reply(200, ANSWER_AFTER));
                ThreeBrokers cluster =
                        ThreeBrokers.start(HOME.resolve("brokers"), new ClusterSecurity.None(), Map.of());
                TwoOfEach system = TwoOfEach.start(
                        earlier,
                        HOME,
                        _ -> Map.of("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers()),
                        model,
                        Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given runs in the middle of a step
            model.hold(IN_FLIGHT);
            begin("before the upgrade", system, threads);
            await().atMost(PATIENCE).until(() -> model.asked(IN_FLIGHT) == PEOPLE_A_WAVE);

            // When
            for (String service : order.split(" ", -1)) {
                system.upgrade(service, 0);
                begin("beside the first " + service, system, threads);
                if (service.equals("orchestrator")) {
                    model.release(IN_FLIGHT);
                }
                system.upgrade(service, 1);
            }
            begin("after the upgrade", system, threads);

            // Then
            Map<String, Audited> audited = audit(system, cluster);
            assertThat(audited).hasSize(5 * PEOPLE_A_WAVE);
            assertThat(audited.values()).allSatisfy(document -> Runs.assertCompletedOnce(document.history()));
            assertThat(new ChaosFigures(audited, model.asks(), List.of()).asksForCompleted())
                    .isEmpty();
        }
    }

    private void begin(String wave, TwoOfEach system, ExecutorService threads) {
        List<URI> gateways = system.gateways();
        for (int i = 0; i < PEOPLE_A_WAVE; i++) {
            Client client = new Client(gateways.get(i % gateways.size()), PATIENCE);
            Errand errand = new Errand(
                    "Create a system " + wave + ", number " + i, Duration.ZERO, Deed.WATCH, StepId.first(), Map.of());
            people.add(threads.submit(() -> Person.run(client, errand)));
        }
    }

    private Map<String, Audited> audit(TwoOfEach system, ThreeBrokers cluster) throws Exception {
        List<Person> done = new ArrayList<>();
        for (Future<Person> one : people) {
            done.add(one.get());
        }
        Map<String, Audited> audited = new LinkedHashMap<>();
        try (Kafka kafka = new Kafka(cluster.adminConnection())) {
            Auditor auditor = new Auditor(
                    system.projections().getFirst(),
                    new Client(system.gateways().getFirst(), PATIENCE),
                    kafka);
            for (Person person : done) {
                audited.put(person.errand().request(), auditor.audit(person.documentId(), person.seen()));
            }
            assertThat(kafka.read(KafkaNames.DEFAULT.deadLetters()).records()).isEmpty();
        }
        return audited;
    }
}
