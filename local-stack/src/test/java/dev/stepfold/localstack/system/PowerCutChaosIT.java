package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.localstack.disk.SmallDisk;
import dev.stepfold.localstack.system.Auditor.Audited;
import dev.stepfold.localstack.system.ChaosPlan.Errand;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.event.RecordedEvent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People at work while the power goes again and again: the file system is cut off from its disk at any moment, also while
 * the stack starts or heals, and what was not flushed is gone. More cuts than in the build are asked for with
 * {@code stepfold.powercuts.rounds}, the same ones again with {@code stepfold.powercuts.seed}; the figures are in
 * {@code target/power-cut-chaos.txt}.
 */
class PowerCutChaosIT {
    private static final int DISK_MIB = 4096;
    private static final int PEOPLE_A_ROUND = 3;
    /** After the last cut. */
    private static final Duration HEALS_WITHIN = Duration.ofMinutes(8);

    private static final Duration FEED_HEALS_WITHIN = Duration.ofMinutes(2);

    /** A round takes no longer, or it fails. */
    private static final Duration ROUND_MAX = Duration.ofMinutes(4);

    private static final int LONGEST_WORK_MS = 5_000;
    private static final int LONGEST_START_MS = 12_000;
    private static final String DOCUMENTS = "/api/documents?limit=200";
    /** One round in so many is cut while it starts. */
    private static final int CUT_AT_START = 4;

    private final int rounds = Integer.getInteger("stepfold.powercuts.rounds", 1);
    private final long seed =
            Long.getLong("stepfold.powercuts.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private final StackPorts ports = RunningStack.freePorts();
    private final List<String> told = new ArrayList<>();

    @Test
    void losesNothingThatWasAcceptedOrShown(@TempDir Path folder) throws Exception {
        String how = "power cuts: -Dstepfold.powercuts.seed=" + seed + " -Dstepfold.powercuts.rounds=" + rounds;
        System.out.println(how);
        ChaosPlan plan = ChaosPlan.of(seed, Duration.ofSeconds(rounds), rounds * PEOPLE_A_ROUND);
        Random random = new Random(seed);
        Iterator<Errand> errands = plan.errands().values().stream()
                .sorted(Comparator.comparing(Errand::request))
                .iterator();
        List<Future<Person>> people = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try (PacedModel model = PacedModel.start(plan::reply);
                SmallDisk disk = SmallDisk.make(folder, "disk", DISK_MIB);
                AutoCloseable _ = threads::shutdownNow) {
            Client client = new Client(
                    URI.create("http://127.0.0.1:" + ports.gateway()),
                    ROUND_MAX.multipliedBy(rounds).plus(HEALS_WITHIN));
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < PEOPLE_A_ROUND; i++) {
                    Errand errand = errands.next();
                    people.add(threads.submit(() -> Person.run(client, errand)));
                }
                runUntilThePowerGoes(disk, model, random);
            }
            long finished = people.stream().filter(Future::isDone).count();
            told.add(finished + " of " + people.size() + " had finished when the power went for the last time");
            try (RunningStack stack = RunningStack.start(home(disk), ports, model.environment())) {
                Map<String, Audited> audited = audit(client, stack, people);
                report(how, audited, client);
                assertThat(new ChaosFigures(audited, model.asks(), List.of()).asksForCompleted())
                        .isEmpty();
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError(how + "\n" + String.join("\n", told) + "\n" + e, e);
        }
    }

    private void runUntilThePowerGoes(SmallDisk disk, PacedModel model, Random random) throws Exception {
        boolean atStart = random.nextInt(CUT_AT_START) == 0;
        int length = random.nextInt(atStart ? LONGEST_START_MS : LONGEST_WORK_MS);
        Instant launched = Instant.now();
        try (RunningStack stack = RunningStack.launch(home(disk), ports, model.environment())) {
            if (!atStart) {
                stack.awaitReady();
            }
            Duration start = Duration.between(launched, Instant.now());
            TimeUnit.MILLISECONDS.sleep(length);
            stack.kill9All(disk::cutPower);
            told.add(
                    (atStart
                            ? "cut " + length + " ms after its launch"
                            : "ready after " + start.toMillis() + " ms, cut " + length + " ms later"));
        }
        disk.repair();
    }

    private static Path home(SmallDisk disk) {
        return disk.folder().resolve("home");
    }

    private static Map<String, Audited> audit(Client client, RunningStack stack, List<Future<Person>> people)
            throws Exception {
        Map<String, Audited> audited = new LinkedHashMap<>();
        List<Person> done = new ArrayList<>();
        for (Future<Person> person : people) {
            try {
                done.add(person.get(HEALS_WITHIN.toSeconds(), TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                throw new AssertionError(
                        "somebody's run is not over; " + stack.evidence() + "; "
                                + client.get(DOCUMENTS).body(),
                        e);
            }
        }
        try (Kafka kafka = new Kafka(stack.bootstrapServers())) {
            awaitFeed(kafka, done);
            Auditor auditor =
                    new Auditor(URI.create("http://127.0.0.1:" + stack.ports().projection()), client, kafka);
            for (Person person : done) {
                audited.put(person.errand().request(), auditor.audit(person.documentId(), person.seen()));
            }
            assertThat(kafka.read(KafkaNames.DEFAULT.deadLetters()).records()).isEmpty();
        }
        return audited;
    }

    /**
     * The power cut took the feed's end, also of documents that are at rest: their owners' first sweep completes it. A command that came
     * after a run's end may have been rejected since, which nobody watched.
     */
    private static void awaitFeed(Kafka kafka, List<Person> people) {
        await().atMost(FEED_HEALS_WITHIN).pollInSameThread().untilAsserted(() -> {
            Topic feed = kafka.read(KafkaNames.DEFAULT.stepEvents());
            assertThat(people)
                    .allSatisfy(person -> assertThat(feed.ofDocument(person.documentId()))
                            .as("feed of %s", person.documentId())
                            .extracting(RecordedEvent::sequence)
                            .contains(person.seen().getLast().sequence()));
        });
    }

    private void report(String how, Map<String, Audited> audited, Client client) throws Exception {
        long events =
                audited.values().stream().mapToLong(one -> one.history().size()).sum();
        String text = "%s%n%d documents, %d events, %d streams, refused %s%n%s%n"
                .formatted(how, audited.size(), events, client.streams(), client.refused(), String.join("\n", told));
        System.out.println(text);
        Files.writeString(Path.of("target", "power-cut-chaos.txt"), text);
    }
}
