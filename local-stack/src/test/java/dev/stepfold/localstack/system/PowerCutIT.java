package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.localstack.system.Aftermath.Verdict;
import dev.stepfold.localstack.system.PowerCut.Kind;
import dev.stepfold.localstack.system.PowerCutRun.Doc;
import dev.stepfold.localstack.system.PowerCutRun.Made;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A power cut takes the end of each file that was not flushed, file by file. The files of a killed stack are cut, the
 * stack is started on them, and everything that tells of a document has to agree soon. One start tries each document's
 * log at another boundary.
 *
 * <p>Every case is tried with the system property {@code stepfold.powercut.complete=true}, those whose name matches with
 * {@code stepfold.powercut.only=<regular expression>}; the table is in {@code target/power-cuts.txt}, and with
 * {@code stepfold.powercut.logs=<folder>} the processes' logs are kept.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PowerCutIT {
    private static final Duration ANSWER = Duration.ofMillis(2);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    private static final boolean COMPLETE = Boolean.getBoolean("stepfold.powercut.complete");
    private static final Optional<String> ONLY = Optional.ofNullable(System.getProperty("stepfold.powercut.only"));

    /** The promise is 30 s and 10 s. The build only asks whether it heals: its machine may be slow. */
    private static final boolean MEASURED = COMPLETE || ONLY.isPresent();

    private static final Duration HEALS_WITHIN = Duration.ofSeconds(MEASURED ? 30 : 180);
    private static final Duration NEXT_RUN_WITHIN = Duration.ofSeconds(MEASURED ? 10 : 60);

    private static final Optional<Path> LOGS =
            Optional.ofNullable(System.getProperty("stepfold.powercut.logs")).map(Path::of);

    private final StackPorts ports = RunningStack.freePorts();
    private Path folder;
    private Made made;
    private Survivors before;

    @BeforeAll
    void run(@TempDir Path temporary) throws InterruptedException, IOException {
        folder = temporary;
        made = PowerCutRun.make(temporary.resolve("made"), ports, MEASURED);
        before = Survivors.of(made.files());
        Files.writeString(Path.of("target", "power-cuts.txt"), made.files().batches() + "\n");
    }

    static Stream<PowerCut> cases() {
        Stream<PowerCut> complete = Stream.concat(PowerCut.complete().stream(), TornFiles.cases().stream());
        return ONLY.map(only -> complete.filter(cut -> cut.name().matches(only)))
                .orElseGet(() -> COMPLETE ? complete : few());
    }

    private static Stream<PowerCut> few() {
        return Stream.of(
                PowerCut.of("documents", PowerCut.documents(0)),
                PowerCut.of("documents + feed", PowerCut.documents(1), PowerCut.staggered(Kind.FEED, 2)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesOnEveryDocumentAfter(PowerCut cut) throws Exception {
        StoppedStack files = made.files().copyTo(Files.createTempDirectory(folder, "cut"));
        cut.apply(files, made.documents());

        PowerCutOutcome outcome = start(cut, files, Survivors.of(files));

        files.delete();
        System.out.print(outcome.text());
        Files.writeString(Path.of("target", "power-cuts.txt"), outcome.text(), StandardOpenOption.APPEND);
        assertThat(outcome.faults()).isEmpty();
    }

    private PowerCutOutcome start(PowerCut cut, StoppedStack files, Survivors survivors)
            throws InterruptedException, IOException {
        Instant launched = Instant.now();
        try (PacedModel model = PacedModel.start(ANSWER);
                RunningStack stack = RunningStack.launch(files.home(), ports, model.environment())) {
            try {
                stack.awaitReady();
                Duration start = Duration.between(launched, Instant.now());
                Client client = new Client(stack.baseUrl());
                try (Aftermath aftermath = new Aftermath(client, before, survivors, model)) {
                    List<Verdict> healed = aftermath.await(made.documents(), HEALS_WITHIN);
                    long misled = aftermath.misled(healed);
                    long feedBehind = feedBehind(stack, client);
                    aftermath.allowSteps();
                    List<Verdict> next = nextRuns(client, aftermath);
                    stack.kill9All();
                    return new PowerCutOutcome(cut, start, healed, misled, feedBehind, next, "");
                }
            } catch (IllegalStateException e) {
                return PowerCutOutcome.notStarted(
                        cut, Duration.between(launched, Instant.now()), String.valueOf(e.getMessage()));
            } finally {
                keepLogs(cut, files);
            }
        }
    }

    /** How many documents the feed does not have to their end, so that a system downstream lacks events. */
    private long feedBehind(RunningStack stack, Client client) {
        try (Kafka kafka = new Kafka(stack.bootstrapServers())) {
            Topic feed = kafka.read(KafkaNames.DEFAULT.stepEvents());
            return made.documents().stream()
                    .filter(doc -> {
                        HttpResponse<String> get = client.get("/api/documents/" + doc.id());
                        List<RecordedEvent> events = feed.ofDocument(doc.id());
                        long last = events.isEmpty() ? -1 : events.getLast().sequence();
                        return get.statusCode() == OK
                                && last < new Frame("", "", get.body()).state().sequence();
                    })
                    .count();
        }
    }

    /** Every document goes on: a paused one is resumed, the others begin their last step anew. */
    private List<Verdict> nextRuns(Client client, Aftermath aftermath) throws InterruptedException, IOException {
        List<Verdict> verdicts = new ArrayList<>();
        List<Doc> asked = new ArrayList<>();
        for (Doc doc : made.documents()) {
            if (doc.mayGoOn()) {
                HttpResponse<String> answer = nextRun(client, doc);
                if (answer.statusCode() == ACCEPTED) {
                    asked.add(doc);
                } else {
                    verdicts.add(
                            new Verdict(doc, Set.of("refused-" + answer.statusCode()), Duration.ZERO, answer.body()));
                }
            }
        }
        verdicts.addAll(aftermath.await(asked, NEXT_RUN_WITHIN));
        return verdicts;
    }

    private static HttpResponse<String> nextRun(Client client, Doc doc) throws InterruptedException, IOException {
        String path = "/api/documents/" + doc.id();
        boolean paused = client.get(path).body().contains("\"status\":\"paused\"");
        return client.post(
                path + (paused ? "/resume" : "/restart"),
                paused ? "{}" : "{\"step\":\"" + StepId.SCHEDULE_GENERATION + "\"}",
                Runs.newKey());
    }

    private static void keepLogs(PowerCut cut, StoppedStack files) throws IOException {
        if (LOGS.isPresent()) {
            Path to = Files.createDirectories(LOGS.get().resolve(cut.name().replace(' ', '-')));
            try (Stream<Path> logs = Files.list(files.home().resolve("logs"))) {
                for (Path log : logs.toList()) {
                    Files.copy(log, to.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
