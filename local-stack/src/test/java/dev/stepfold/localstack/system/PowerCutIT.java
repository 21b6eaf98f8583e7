package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.localstack.system.Aftermath.Verdict;
import dev.stepfold.localstack.system.PowerCut.Kind;
import dev.stepfold.localstack.system.PowerCutRun.Doc;
import dev.stepfold.localstack.system.PowerCutRun.Made;
import dev.stepfold.schemas.StepId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(Lifecycle.PER_CLASS)
class PowerCutIT {
    private static final Duration HEALS_WITHIN = Duration.ofSeconds(30);
    private static final Duration NEXT_RUN_WITHIN = Duration.ofSeconds(10);

    private final StackPorts ports = RunningStack.freePorts();
    private Path folder;
    private Made made;
    private Survivors before;

    @BeforeAll
    void run(@TempDir Path temporary) throws InterruptedException {
        folder = temporary;
        made = PowerCutRun.make(temporary.resolve("made"), ports, Boolean.getBoolean("stepfold.powercut.complete"));
        before = Survivors.of(made.files());
        Map<String, String> partitions = new TreeMap<>();
        for (PartitionFiles log : made.files().partitions(topic -> true)) {
            partitions.merge(log.topic(), Integer.toString(log.batches().size()), (a, b) -> a + " " + b);
        }
        report("batches " + partitions + "\n");
    }

    static Stream<PowerCut> cases() {
        String only = System.getProperty("stepfold.powercut.only");
        if (only != null) {
            return Stream.concat(PowerCut.complete().stream(), TornFiles.cases().stream())
                    .filter(cut -> cut.name().matches(only));
        }
        return Boolean.getBoolean("stepfold.powercut.complete")
                ? PowerCut.complete().stream()
                : Stream.of(
                        PowerCut.of("documents", PowerCut.documents(0)),
                        PowerCut.of("documents + feed", PowerCut.documents(1), PowerCut.last(Kind.FEED, 20)),
                        PowerCut.of("all", PowerCut.anywhere(1, Kind.values())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesOnEveryDocumentAfter(PowerCut cut) throws Exception {
        StoppedStack files = made.files().copyTo(folder.resolve("cut"));
        cut.apply(files, made.documents());
        Survivors survivors = Survivors.of(files);
        Instant launched = Instant.now();
        List<Verdict> verdicts = List.of();
        List<Verdict> next = List.of();
        long misled = 0;
        Duration start = Duration.ZERO;
        String failure = "";
        try (PacedModel model = PacedModel.start(Duration.ofMillis(2));
                RunningStack stack = RunningStack.launch(files.home(), ports, model.environment())) {
            try {
                stack.awaitReady();
                start = Duration.between(launched, Instant.now());
                Client client = new Client(stack.baseUrl());
                try (Aftermath aftermath = new Aftermath(client, before, survivors, model)) {
                    verdicts = aftermath.await(made.documents(), HEALS_WITHIN);
                    misled = aftermath.misled(verdicts);
                    aftermath.allowSteps();
                    next = nextRuns(client, aftermath, verdicts);
                }
            } catch (IllegalStateException e) {
                failure = "NOT READY: " + e.getMessage();
            } finally {
                saveLogs(cut, files);
                PowerCutRun.killAll(stack);
            }
        }
        files.delete();
        row(cut, start, verdicts, misled, next, failure);
        assertThat(failure).isEmpty();
        assertThat(verdicts).allMatch(Verdict::isGood);
        assertThat(next).allMatch(Verdict::isGood);
    }

    /** Every document that should be at rest begins its last step anew, whatever became of it. */
    private List<Verdict> nextRuns(Client client, Aftermath aftermath, List<Verdict> verdicts) throws Exception {
        List<Verdict> refused = new ArrayList<>();
        List<Doc> asked = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            Doc doc = verdict.document();
            if (!List.of("hopeless", "cancelled").contains(doc.phase())) {
                boolean resumes = doc.phase().equals("paused") && isPaused(client, doc);
                HttpResponse<String> answer = client.post(
                        "/api/documents/" + doc.id() + (resumes ? "/resume" : "/restart"),
                        resumes ? "{}" : "{\"step\":\"" + StepId.SCHEDULE_GENERATION + "\"}",
                        Runs.newKey());
                if (answer.statusCode() == 202) {
                    asked.add(doc);
                } else {
                    refused.add(new Verdict(
                            doc, java.util.Set.of("refused-" + answer.statusCode()), Duration.ZERO, answer.body()));
                }
            }
        }
        refused.addAll(aftermath.await(asked, NEXT_RUN_WITHIN));
        return refused;
    }

    private static boolean isPaused(Client client, Doc doc) {
        return client.get("/api/documents/" + doc.id()).body().contains("\"status\":\"paused\"");
    }

    private void row(
            PowerCut cut, Duration start, List<Verdict> verdicts, long misled, List<Verdict> next, String failure)
            throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("%-45s start %4.1f s | %3d documents, %3d red, last good after %4.1f s | watchers misled %d | next runs %d, red %d%n"
                .formatted(
                        cut.name(),
                        start.toMillis() / 1000.0,
                        verdicts.size(),
                        red(verdicts).size(),
                        verdicts.stream()
                                        .filter(Verdict::isGood)
                                        .mapToLong(verdict -> verdict.after().toMillis())
                                        .max()
                                        .orElse(0)
                                / 1000.0,
                        misled,
                        next.size(),
                        red(next).size()));
        if (!failure.isEmpty()) {
            text.append("    ").append(failure.lines().limit(40).collect(Collectors.joining("\n    "))).append('\n');
        }
        groups(red(verdicts)).forEach((faults, which) -> text.append("    ").append(faults).append(": ").append(which).append('\n'));
        groups(red(next)).forEach((faults, which) -> text.append("    next run ").append(faults).append(": ").append(which).append('\n'));
        report(text.toString());
    }

    private static List<Verdict> red(List<Verdict> verdicts) {
        return verdicts.stream().filter(verdict -> !verdict.isGood()).toList();
    }

    private static Map<String, String> groups(List<Verdict> verdicts) {
        return verdicts.stream()
                .collect(Collectors.groupingBy(
                        verdict -> verdict.faults().toString(),
                        TreeMap::new,
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                same -> same.size() + " documents, for example "
                                        + same.stream().limit(3).map(verdict -> verdict.document().id() + " (" + verdict.detail() + ")").collect(Collectors.joining("; ")))));
    }

    private static void report(String text) {
        System.out.print(text);
        try {
            Files.writeString(
                    Path.of("target", "power-cuts.txt"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void saveLogs(PowerCut cut, StoppedStack files) throws IOException {
        String logs = System.getProperty("stepfold.powercut.logs");
        if (logs != null) {
            Path to = Path.of(logs, cut.name().replace(' ', '_'));
            Files.createDirectories(to);
            try (Stream<Path> all = Files.list(files.home().resolve("logs"))) {
                for (Path log : all.toList()) {
                    Files.copy(log, to.resolve(log.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
