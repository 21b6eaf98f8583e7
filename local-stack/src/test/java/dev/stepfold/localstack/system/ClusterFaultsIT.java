package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.cluster.ClusterSecurity;
import dev.stepfold.localstack.cluster.FullCluster;
import dev.stepfold.localstack.cluster.ThreeBrokers;
import dev.stepfold.localstack.system.Auditor.Audited;
import dev.stepfold.localstack.system.ChaosPlan.Deed;
import dev.stepfold.localstack.system.ChaosPlan.Errand;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.localstack.system.Probe.Waited;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three brokers and two of each service: what clients see of everything that befalls brokers. The build has one fault and few
 * documents; all faults, with 50 runs each, are asked for with {@code -Dstepfold.cluster.complete=true}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ClusterFaultsIT {
    private static final boolean COMPLETE = Boolean.getBoolean("stepfold.cluster.complete");
    private static final int RUNS = COMPLETE ? 50 : 12;
    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration ANSWER_AFTER = Duration.ofMillis(200);
    private static final StepId IN_FLIGHT = StepId.TECHNICAL_ANALYSIS;
    private static final Path TABLE = Path.of("target", "cluster-faults.txt");

    /** Left as it is, for a look at the logs. */
    private static final Path HOME = Path.of("target", "cluster-faults").toAbsolutePath();

    private static final Path FULL = HOME.resolve("full");

    private PacedModel model;
    private ThreeBrokers cluster;
    private TwoOfEach system;

    @BeforeAll
    void start() throws IOException {
        Files.deleteIfExists(TABLE);
        StoppedStack.deleteTree(HOME);
        Files.createDirectories(HOME);
        model = PacedModel.start((_, _) -> new Reply(200, ANSWER_AFTER));
        cluster = ThreeBrokers.start(HOME.resolve("brokers"), new ClusterSecurity.None(), FullCluster.properties(FULL));
        system = TwoOfEach.start(
                HOME, _ -> Map.of("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers()), model, Map.of());
    }

    @AfterAll
    void stop() {
        Stream.<AutoCloseable>of(system, cluster, model).forEach(ClusterFaultsIT::close);
    }

    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<ClusterFault> faults() {
        return COMPLETE ? Arrays.stream(ClusterFault.values()) : Stream.of(ClusterFault.ONE_KILLED);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void losesAndRepeatsNothing(ClusterFault fault) throws Exception {
        List<Client> gateways =
                system.gateways().stream().map(url -> new Client(url, PATIENCE)).toList();
        List<Client> probed =
                system.gateways().stream().map(url -> new Client(url, PATIENCE)).toList();
        model.forget();
        system.awaitHealthy();
        try (ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given runs in the middle of a step
            model.hold(IN_FLIGHT);
            List<Future<Person>> watching = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                Client client = gateways.get(i % gateways.size());
                String request = requests(fault) + i;
                watching.add(watchers.submit(() ->
                        Person.run(client, new Errand(request, Duration.ZERO, Deed.WATCH, StepId.first(), Map.of()))));
            }
            await().atMost(PATIENCE).until(() -> inFlight(fault) == RUNS);

            List<Map<String, Integer>> refusedBefore =
                    gateways.stream().map(Client::refused).toList();

            // When
            List<Waited> waited;
            List<Person> people = new ArrayList<>();
            try (Probe probe = Probe.at(probed)) {
                Future<Void> dealt = watchers.submit(() -> {
                    fault.deal(cluster);
                    return null;
                });
                model.release(IN_FLIGHT);
                dealt.get();
                for (Future<Person> one : watching) {
                    people.add(one.get());
                }
                waited = probe.end();
            }
            fault.heal(cluster);

            // Then
            report(fault, gateways, probed, waited);
            Map<String, Audited> audited = audit(people);
            assertThat(audited.values()).allSatisfy(document -> Runs.assertCompletedOnce(document.history()));
            assertThat(new ChaosFigures(audited, model.asks(), List.of()).asksForCompleted())
                    .isEmpty();
            assertThat(gateways.stream().map(Client::refused).toList())
                    .as("answers to those who watched")
                    .isEqualTo(refusedBefore);
            assertThat(probed)
                    .allSatisfy(client -> assertThat(client.refused().keySet()).isSubsetOf("POST 503"));
        }
    }

    @Test
    void aClusterThatTakesNoFurtherTopicIsALimit() throws Exception {
        Client client = new Client(system.gateways().getFirst(), PATIENCE);
        model.forget();
        try (Kafka kafka = new Kafka(cluster.adminConnection())) {
            // Given one document at rest and one at work
            String atRest = client.create("Create a system at rest", Runs.newKey());
            client.follow(atRest, "-1", Runs::endsRun);
            model.hold(IN_FLIGHT);
            String atWork = client.create("Create a system at work", Runs.newKey());
            await().atMost(PATIENCE).until(() -> model.asked(IN_FLIGHT) == 2);

            // When
            FullCluster.begin(FULL);
            List<String> accepted = new ArrayList<>(List.of(atRest, atWork));
            try {
                HttpResponse<String> refused = await().atMost(PATIENCE)
                        .until(() -> create(client, accepted), answer -> answer.statusCode() != ACCEPTED);

                // Then the gateway says so, what is at rest makes room, and what is at work goes on
                assertThat(refused.statusCode()).isEqualTo(UNAVAILABLE);
                assertThat(refused.headers().firstValue("Retry-After")).contains("30");
                assertThat(refused.body()).contains("\"too-many-documents\"");
                await().atMost(PATIENCE)
                        .until(() -> !kafka.documentTopics().contains(KafkaNames.DEFAULT.documentPrefix() + atRest));
                model.release(IN_FLIGHT);
                client.follow(atWork, "-1", Runs::endsRun);
            } finally {
                FullCluster.end(FULL);
            }

            // And nothing that was accepted is lost, once there is room
            await().atMost(PATIENCE).until(() -> create(client, accepted), answer -> answer.statusCode() == ACCEPTED);
            accepted.forEach(id -> client.follow(id, "-1", Runs::endsRun));
            assertThat(accepted)
                    .allSatisfy(id ->
                            assertThat(Runs.completedSteps(client.history(id))).containsExactly(StepId.values()));
        }
    }

    /** Asks once for one more, and notes it if it is accepted. */
    private static HttpResponse<String> create(Client client, List<String> accepted) throws Exception {
        HttpResponse<String> answer =
                client.post("/api/documents", "{\"request\":\"Create one system more\"}", Runs.newKey());
        if (answer.statusCode() == ACCEPTED) {
            accepted.add(Client.json(answer.body()).get("documentId").asText());
        }
        return answer;
    }

    private static String requests(ClusterFault fault) {
        return "Create a " + fault.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " proof system number ";
    }

    private long inFlight(ClusterFault fault) {
        return model.asks().stream()
                .filter(ask -> ask.step() == IN_FLIGHT && ask.request().startsWith(requests(fault)))
                .map(PacedModel.Ask::request)
                .distinct()
                .count();
    }

    private Map<String, Audited> audit(List<Person> people) {
        Map<String, Audited> audited = new LinkedHashMap<>();
        try (Kafka kafka = new Kafka(cluster.adminConnection())) {
            Auditor auditor = new Auditor(
                    system.projections().getFirst(),
                    new Client(system.gateways().getFirst(), PATIENCE),
                    kafka);
            for (Person person : people) {
                audited.put(person.errand().request(), auditor.audit(person.documentId(), person.seen()));
            }
            assertThat(kafka.read(KafkaNames.DEFAULT.deadLetters()).records()).isEmpty();
        }
        return audited;
    }

    private void report(ClusterFault fault, List<Client> watching, List<Client> probed, List<Waited> waited)
            throws IOException {
        Duration longest =
                waited.stream().map(Waited::time).max(Comparator.naturalOrder()).orElseThrow();
        Duration median = waited.stream().map(Waited::time).sorted().toList().get(waited.size() / 2);
        String line = String.format(
                Locale.ROOT,
                "| %s | %.1f s | %.2f s of %d | %d of %d | %s | %s |%n",
                fault,
                longest.toMillis() / 1e3,
                median.toMillis() / 1e3,
                waited.size(),
                watching.stream().mapToInt(Client::streams).sum() - RUNS,
                RUNS,
                watching.stream().map(Client::refused).toList(),
                probed.stream().map(Client::refused).toList());
        System.out.print(line);
        Files.writeString(TABLE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
