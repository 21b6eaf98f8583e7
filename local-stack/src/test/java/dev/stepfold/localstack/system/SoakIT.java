package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.localstack.system.SoakTable.Span;
import dev.stepfold.localstack.system.SoakTimes.What;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day in the life of a stack: documents at work and at rest, watchers who come and go, archive, erasures and kills, for hours,
 * with {@code -Dstepfold.soak=true}; {@link SoakOptions} has the length and the sizes. What it finds out about growth is in
 * {@code target/soak.md}, with all measurements beside it. It asserts that nothing is lost, and no figure.
 */
@EnabledIfSystemProperty(named = SoakOptions.SWITCH, matches = "true")
final class SoakIT {
    private static final Path TARGET = Path.of("target");
    private static final Duration MADE_WITHIN = Duration.ofMinutes(30);
    private static final Duration RESTS_WITHIN = Duration.ofMinutes(15);
    private static final Duration SILENCE_MAX = Duration.ofMinutes(3);
    private static final int MAKERS = 16;
    private static final int STEPS_MIN = 64;
    private static final int READERS = 4;

    private final SoakOptions options = SoakOptions.fromProperties();
    private final List<String> report = new ArrayList<>();

    @Test
    void losesNothingInADay(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path home) throws Exception {
        say("soak: " + options.asked());
        SoakModel script = new SoakModel(options);
        StackPorts ports = RunningStack.freePorts();
        Client client = new Client(URI.create("http://127.0.0.1:" + ports.gateway()));
        SoakScene scene = new SoakScene(options, script, client);
        try (PacedModel model = PacedModel.startForHours(script::reply)) {
            during(home, ports, environment(model, options.archiveAfter()), stack -> live(scene, stack, home));
            // Nothing goes to the archive while it is looked at.
            during(home, ports, environment(model, Duration.ZERO), stack -> audit(scene, stack));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(options.asked() + " " + scene.faults(), e);
        } finally {
            Files.write(TARGET.resolve("soak.md"), report);
        }
    }

    @FunctionalInterface
    private interface Part {
        void play(RunningStack stack) throws Exception;
    }

    private static void during(Path home, StackPorts ports, Map<String, String> environment, Part part)
            throws Exception {
        try (RunningStack stack = RunningStack.start(home, ports, environment)) {
            try {
                part.play(stack);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(stack.evidence(), e);
            }
        }
    }

    private Map<String, String> environment(PacedModel model, Duration archiveAfter) {
        Map<String, String> environment = new HashMap<>(model.environment());
        environment.put("STEPFOLD_ARCHIVE_AFTER", archiveAfter.toSeconds() + "s");
        // Every document at work has an attempt in flight; one owner gets three quarters of them.
        environment.put("STEPFOLD_STEPS_MAX", Integer.toString(Math.max(STEPS_MIN, 2 * options.atWork())));
        return environment;
    }

    private void live(SoakScene scene, RunningStack stack, Path home) throws Exception {
        SoakKills kills = new SoakKills(scene, stack);
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                SoakFeed feed = new SoakFeed(
                        stack.bootstrapServers(),
                        event -> scene.documents()
                                .byId(event.documentId().value())
                                .ifPresent(document -> document.tell(event)))) {
            SoakGauges gauges = new SoakGauges(scene, stack, home, TARGET, feed::events);
            List<Future<?>> all = new ArrayList<>();
            Span first;
            Span last;
            try {
                makeThoseAtRest(scene);
                begin(people, all, scene, kills, timer);
                scene.pause(options.warmUp());
                Instant began = Instant.now();
                say("warm after " + options.warmUp().toSeconds() + " s, load " + load());
                all.add(people.submit(gauges));
                if (options.killEvery().isPositive()) {
                    all.add(people.submit(kills));
                }
                scene.pause(options.length());
                Instant ended = Instant.now();
                first = new Span(began, began.plus(options.window()));
                last = new Span(ended.minus(options.window()), ended);
            } finally {
                scene.end();
            }
            for (Future<?> one : all) {
                one.get(RESTS_WITHIN.toSeconds(), TimeUnit.SECONDS);
            }
            SoakTable table =
                    new SoakTable(gauges.processes(), gauges.wholes(), scene.times(), kills::disturb, first, last);
            report(scene, kills, table, feed.events());
        }
    }

    private void begin(
            ExecutorService people,
            List<Future<?>> all,
            SoakScene scene,
            SoakKills kills,
            ScheduledExecutorService timer) {
        List<Callable<Void>> roles = new ArrayList<>();
        for (int i = 0; i < options.atWork(); i++) {
            roles.add(new SoakWorker(scene, kills, i));
        }
        for (int i = 0; i < options.watchers(); i++) {
            roles.add(new SoakWatcher(scene, timer, i));
        }
        for (int i = 0; i < READERS; i++) {
            roles.add(new SoakReader(scene, i));
        }
        roles.forEach(role -> all.add(people.submit(role)));
    }

    /** Those that are taken by the workers are made besides. */
    private void makeThoseAtRest(SoakScene scene) throws Exception {
        Instant began = Instant.now();
        int count = options.atRest() + options.atWork();
        try (ExecutorService makers = Executors.newFixedThreadPool(MAKERS)) {
            List<Future<?>> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(makers.submit(() -> {
                    makeOne(scene);
                    return null;
                }));
            }
            for (Future<?> one : made) {
                one.get(MADE_WITHIN.toSeconds(), TimeUnit.SECONDS);
            }
        }
        say(count + " documents made in "
                + Duration.between(began, Instant.now()).toSeconds() + " s");
    }

    private static void makeOne(SoakScene scene) throws InterruptedException {
        SoakDocument document = scene.documents().make();
        document.begin();
        String request = SoakModel.QUICK + " " + document.id();
        var _ = scene.start(What.CREATE, document, "/api/documents", SoakWorker.body(request, document.id()));
        var event = document.nextEvent(SILENCE_MAX);
        while (event != null && !Runs.endsRun(event)) {
            event = document.nextEvent(SILENCE_MAX);
        }
        if (event == null) {
            throw new AssertionError(document.id() + " is not made");
        }
        document.end();
        scene.documents().putBack(document);
    }

    private void report(SoakScene scene, SoakKills kills, SoakTable table, long events) {
        say(events + " events in all; " + scene.client().streams() + " streams; "
                + scene.documents().living().size() + " documents, "
                + scene.documents().erased().size() + " erased; load " + load());
        say("kills:\n" + kills.all().stream().map(Object::toString).collect(Collectors.joining("\n")));
        say("refused, in the first stretch, in the last, in all:\n" + table.refusals());
        say("stretches of " + options.window().toSeconds() + " s\n\n" + table.text());
    }

    private void audit(SoakScene scene, RunningStack stack) throws Exception {
        assertThat(scene.faults()).isEmpty();
        Client projection =
                new Client(URI.create("http://127.0.0.1:" + stack.ports().projection()));
        try (Kafka kafka = new Kafka(stack.bootstrapServers())) {
            kafka.awaitCommandsFinished();
            await().atMost(RESTS_WITHIN).until(() -> lag(projection) == 0);
            SoakAudit audit = new SoakAudit(scene, projection, kafka);
            List<String> faults = audit.faults();
            say("audit of " + scene.documents().living().size() + " documents with " + audit.events()
                    + " events and of "
                    + scene.documents().erased().size() + " that were erased: " + faults.size() + " faults\n"
                    + String.join("\n", faults));
            assertThat(faults).isEmpty();
        }
    }

    private static double lag(Client projection) {
        return Exposition.parse(projection.get("/prometheus").body()).sum("stepfold_projection_lag_events", Map.of());
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return String.format(Locale.ROOT, "%.1f", load);
    }

    private void say(String what) {
        report.add(what);
        System.out.println(what);
    }
}
