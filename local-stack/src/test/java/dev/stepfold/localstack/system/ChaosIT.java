package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.system.Auditor.Audited;
import dev.stepfold.localstack.system.Chaos.Suffered;
import dev.stepfold.localstack.system.ChaosPlan.Deed;
import dev.stepfold.localstack.system.ChaosPlan.Errand;
import dev.stepfold.localstack.system.ChaosPlan.Fault;
import dev.stepfold.localstack.system.ChaosPlan.Kind;
import dev.stepfold.localstack.system.PacedModel.Ask;
import dev.stepfold.localstack.system.TwoOrchestrators.Part;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.state.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two orchestrators, and everything that befalls processes: killed, frozen, continued. A long one is asked for with the
 * system properties {@code stepfold.chaos.seconds}, {@code stepfold.chaos.documents} and {@code stepfold.chaos.seed}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ChaosIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int AT_ONCE = 6;
    private static final StepId IN_FLIGHT = StepId.TECHNICAL_ANALYSIS;
    private static final StepId LATER = StepId.ACTION_GENERATION;

    private final long seed =
            Long.getLong("stepfold.chaos.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private final Duration length = Duration.ofSeconds(Long.getLong("stepfold.chaos.seconds", 12));
    private final int documents = Integer.getInteger("stepfold.chaos.documents", 12);
    private final ChaosPlan plan = ChaosPlan.of(seed, length, documents);

    private PacedModel model;
    private TwoOrchestrators system;
    private Client client;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws InterruptedException {
        model = PacedModel.start(plan::reply);
        system = TwoOrchestrators.start(home, model);
        client = new Client(system.gateway(), length.plusSeconds(90));
    }

    @AfterAll
    void stop() {
        system.close();
        model.close();
    }

    @BeforeEach
    void beginAfresh() throws InterruptedException {
        model.forget();
        system.startSecond();
        system.awaitHealthy();
    }

    @Test
    void aZombieChangesNothingAndComesBackAsAHealthyMember() throws Exception {
        try (ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given documents in the middle of a step, at least two of them with each orchestrator
            List<Future<Person>> watching =
                    documentsInFlight(watchers, "Create a zombie proof system", Part.FIRST, Part.SECOND);
            Set<String> orphaned = inFlightWith(Part.FIRST);

            // When one orchestrator is frozen beyond its session timeout, and the other takes over and goes on
            system.freeze(Part.FIRST);
            awaitAsked(IN_FLIGHT, orphaned, Part.SECOND);
            model.hold(LATER);
            model.release(IN_FLIGHT);
            awaitAsked(LATER, orphaned, Part.SECOND);

            // And it wakes up in the middle of the other's work, with the answers of its own calls in hand
            system.thaw(Part.FIRST);
            await().atMost(SOON).until(() -> {
                String request = "Create a newcomer system number " + watching.size();
                watching.add(watchers.submit(watch(request)));
                await().atMost(SOON).until(() -> isAskedByAny(StepId.first(), request));
                return model.isAsked(StepId.first(), request, Part.FIRST.key());
            });
            model.release(LATER);

            // Then every document has one history, which goes on behind a fenced write too
            List<Person> people = peopleOf(watching);
            Map<String, Audited> audited = audit(people);
            assertThat(audited.values()).allSatisfy(document -> Runs.assertCompletedOnce(document.history()));
            assertThat(new ChaosFigures(audited, model.asks(), List.of()).asksForCompleted())
                    .isEmpty();
            System.out.println("zombie: fenced writes "
                    + audited.values().stream().mapToInt(Audited::fencedWrites).sum() + " in " + audited.size()
                    + " documents");
            assertCanBeRestarted(people.stream()
                    .max(Comparator.comparingInt(
                            person -> ofPerson(audited, person).fencedWrites()))
                    .orElseThrow());
        }
    }

    @Test
    void finishesWhatAKilledOrchestratorLeaves() throws Exception {
        try (ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given documents in the middle of a step
            List<Future<Person>> watching = documentsInFlight(watchers, "Create a killer proof system", Part.SECOND);
            Set<String> orphaned = inFlightWith(Part.SECOND);

            // When their orchestrator is killed for good
            Suffered kill =
                    new Suffered(new Fault(Kind.KILL, Part.SECOND, Duration.ZERO, Duration.ZERO), Instant.now());
            system.kill9(Part.SECOND);
            model.release(IN_FLIGHT);

            // Then the other finishes them
            Map<String, Audited> audited = audit(peopleOf(watching));
            assertThat(audited.values()).allSatisfy(document -> Runs.assertCompletedOnce(document.history()));
            awaitAsked(IN_FLIGHT, orphaned, Part.FIRST);
            System.out.println(new ChaosFigures(audited, model.asks(), List.of(kill)).text());
        }
    }

    @Test
    void losesAndRepeatsNothingInChaos() throws Exception {
        String how = "chaos: -Dstepfold.chaos.seed=" + seed + " -Dstepfold.chaos.seconds=" + length.toSeconds()
                + " -Dstepfold.chaos.documents=" + documents;
        System.out.println(how);
        Chaos chaos = new Chaos(system, client);
        try {
            List<Person> people = chaos.carryOut(plan);

            Map<String, Audited> audited = audit(people);
            ChaosFigures figures = new ChaosFigures(audited, model.asks(), chaos.suffered());
            report(how, chaos, figures);
            assertThat(people).allSatisfy(person -> assertEndsAsItShould(person, audited));
            assertThat(figures.asksForCompleted()).isEmpty();
            assertThatCommandsAgainAddNothing(people, audited);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(how + " " + chaos.suffered(), e);
        }
    }

    private void report(String how, Chaos chaos, ChaosFigures figures) throws IOException {
        String text = """
                %s
                faults passed over: %d; streams asked for: %d
                %s""".formatted(how, chaos.passedOver(), client.streams(), figures.text());
        System.out.println(text);
        Files.writeString(Path.of("target", "chaos.txt"), text + figures.chronicle());
    }

    private void assertThatCommandsAgainAddNothing(List<Person> people, Map<String, Audited> before) {
        people.forEach(Person::repeatEverything);
        try (Kafka kafka = new Kafka(system.bootstrapServers())) {
            kafka.awaitCommandsFinished();
            kafka.sendCommandsAgain();
            kafka.awaitCommandsFinished();
            assertThat(kafka.read(KafkaNames.DEFAULT.deadLetters()).records()).isEmpty();
        }
        assertThat(audit(people)).isEqualTo(before);
    }

    private Map<String, Audited> audit(List<Person> people) {
        try (Kafka kafka = new Kafka(system.bootstrapServers())) {
            Auditor auditor = new Auditor(system.projection(), client, kafka);
            Map<String, Audited> audited = new LinkedHashMap<>();
            for (Person person : people) {
                audited.put(person.errand().request(), auditor.audit(person.documentId(), person.seen()));
            }
            return audited;
        }
    }

    private static void assertEndsAsItShould(Person person, Map<String, Audited> audited) {
        Audited document = ofPerson(audited, person);
        if (document.state().status() == RunStatus.COMPLETED) {
            assertThat(Runs.completedSteps(document.history())).containsExactly(StepId.values());
        } else {
            assertThat(document.state().status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(person.errand().deed()).isEqualTo(Deed.CANCEL);
        }
    }

    private static Audited ofPerson(Map<String, Audited> audited, Person person) {
        return Objects.requireNonNull(audited.get(person.errand().request()));
    }

    private void assertCanBeRestarted(Person person) {
        String id = person.documentId();
        client.control(id, "restart", "{\"step\":\"" + LATER + "\"}", Runs.newKey());
        List<Frame> seen = new ArrayList<>(person.seen());
        seen.addAll(client.follow(id, seen.getLast().id(), Frame::endsRun));
        try (Kafka kafka = new Kafka(system.bootstrapServers())) {
            new Auditor(system.projection(), client, kafka).audit(id, seen);
        }
    }

    /** Watches so many documents into the middle of a step that each of these orchestrators has at least two of them. */
    private List<Future<Person>> documentsInFlight(ExecutorService watchers, String request, Part... orchestrators) {
        List<Future<Person>> watching = new ArrayList<>();
        model.hold(IN_FLIGHT);
        await().atMost(SOON).until(() -> {
            for (int i = 0; i < AT_ONCE; i++) {
                watching.add(watchers.submit(watch(request + " number " + watching.size())));
            }
            await().atMost(SOON).until(() -> model.asked(IN_FLIGHT) == watching.size());
            return Arrays.stream(orchestrators)
                    .allMatch(orchestrator -> inFlightWith(orchestrator).size() > 1);
        });
        return watching;
    }

    private Callable<Person> watch(String request) {
        return () -> Person.run(client, new Errand(request, Duration.ZERO, Deed.WATCH, StepId.first(), Map.of()));
    }

    private static List<Person> peopleOf(List<Future<Person>> watching) throws Exception {
        List<Person> people = new ArrayList<>();
        for (Future<Person> one : watching) {
            people.add(one.get());
        }
        return people;
    }

    /** The requests of the documents that the orchestrator has in the middle of the step. */
    private Set<String> inFlightWith(Part orchestrator) {
        return model.asks().stream()
                .filter(ask -> ask.step() == IN_FLIGHT && ask.key().equals(orchestrator.key()))
                .map(Ask::request)
                .collect(Collectors.toSet());
    }

    private boolean isAskedByAny(StepId step, String request) {
        return model.asks().stream()
                .anyMatch(ask -> ask.step() == step && ask.request().equals(request));
    }

    private void awaitAsked(StepId step, Set<String> requests, Part orchestrator) {
        await().atMost(SOON)
                .until(() -> requests.stream().allMatch(request -> model.isAsked(step, request, orchestrator.key())));
    }
}
