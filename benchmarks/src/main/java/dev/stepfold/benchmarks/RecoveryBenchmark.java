package dev.stepfold.benchmarks;

import dev.stepfold.schemas.StepId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures how soon documents in flight continue after an orchestrator was killed. Runs the real broker and
 * orchestrators as processes against a stub of a model, for three minutes at most, and prints the figures. Exit code 1
 * if a completed step was executed again, or not everything ended in time.
 */
public final class RecoveryBenchmark {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(3);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RECOVERY_GOAL = Duration.ofSeconds(2);
    private static final Duration FAILOVER_GOAL = Duration.ofSeconds(3);

    /**
     * The wait before a kill: by then the last event before the held attempt is forwarded, and finished commands are
     * committed.
     */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final int IN_FLIGHT = 500;

    /** Documents that finish among those in flight; they must not be read again. */
    private static final int FINISHED = 100;

    private static final int KILLS = 6;
    private static final int DOCUMENTS_PER_KILL = 40;

    private final Stack stack;
    private final HeldModel model;
    private final Documents documents;
    private final Waiting waiting;
    private final PrintStream out;
    private int lastDocument;
    private int processes;

    private RecoveryBenchmark(Stack stack, HeldModel model, Documents documents, Waiting waiting, PrintStream out) {
        this.stack = stack;
        this.model = model;
        this.documents = documents;
        this.waiting = waiting;
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        Waiting waiting = new Waiting(TIME_LIMIT);
        boolean sound;
        System.out.println(Machine.described());
        try (HeldModel model = HeldModel.start();
                Stack stack = Stack.start(Path.of("").toAbsolutePath(), waiting);
                Documents documents = Documents.connect(stack.connection(), waiting)) {
            RecoveryBenchmark benchmark = new RecoveryBenchmark(stack, model, documents, waiting, System.out);
            Instance alone = benchmark.recoverEverything();
            benchmark.failOver(alone);
            sound = benchmark.nothingWasDoneTwice();
        }
        System.out.printf(Locale.ROOT, "load at the end %.1f%n", Machine.load());
        System.exit(sound ? 0 : 1);
    }

    /** The only instance dies with all documents in flight, and is restarted. */
    private Instance recoverEverything() throws InterruptedException {
        Instance first = start("one");
        List<Integer> inFlight = new ArrayList<>();
        List<Integer> finished = new ArrayList<>();
        for (int number : numbers(IN_FLIGHT + FINISHED)) {
            boolean finishes = number % ((IN_FLIGHT + FINISHED) / FINISHED) == 0;
            (finishes ? finished : inFlight).add(number);
            if (finishes) {
                model.letGo(number);
            }
            documents.start(number);
        }
        waiting.until("all documents are in flight", () -> heldBy(first).containsAll(inFlight));
        waiting.until("the others are completed", () -> finished.stream().allMatch(documents::isCompleted));
        waiting.pause(QUIET);

        Instant killed = first.kill9();
        Instance second = start("one");
        waiting.until("all documents are requested again", () -> heldBy(second).containsAll(inFlight));

        Instant assigned = second.assignedAfter(killed).orElseThrow();
        Figures read = new Figures(second.loadedAt().stream()
                .map(loaded -> Duration.between(assigned, loaded))
                .toList());
        Figures recovered = new Figures(model.calls().stream()
                .filter(call -> call.caller().equals(second.name()))
                .map(call -> Duration.between(assigned, call.at()))
                .toList());
        out.printf(
                Locale.ROOT,
                "%n%d documents in flight, %d completed among them; the only instance is killed and restarted:%n",
                inFlight.size(),
                finished.size());
        figure("kill -9 to partition assignment (mostly the start of a JVM)", Duration.between(killed, assigned));
        goal("assignment to the first document's step under way again", recovered.min(), RECOVERY_GOAL);
        figure("assignment to the last one's", recovered.max());
        figure("assignment to the first document read from its topic", read.min());
        figure("assignment to the last one read", read.max());
        out.printf(Locale.ROOT, "  %-62s %d%n", "documents read", read.sorted().size());

        inFlight.forEach(model::letGo);
        waiting.until("all documents are completed", () -> inFlight.stream().allMatch(documents::isCompleted));
        return second;
    }

    /** One of two instances dies, repeatedly, and the other takes over its documents. */
    private void failOver(Instance first) throws InterruptedException {
        Instance victim = first;
        Instance other = start("two");
        List<Duration> toAssignment = new ArrayList<>();
        List<Duration> toNextEvent = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Takeover takeover = killOneOf(victim, other);
            toAssignment.add(takeover.toAssignment());
            toNextEvent.addAll(takeover.toNextEvents());
            Instance fresh = start(victim.member());
            victim = other;
            other = fresh;
        }
        Figures assigned = new Figures(toAssignment);
        Figures figures = new Figures(toNextEvent);
        out.printf(
                Locale.ROOT,
                "%nsession timeout %d s, another instance stands by; %d kills, %d documents in flight at the one killed:%n",
                SESSION_TIMEOUT.toSeconds(),
                KILLS,
                toNextEvent.size());
        figure("kill -9 to the other's assignment, median", assigned.median());
        figure("kill -9 to the other's assignment, longest", assigned.max());
        figure("kill -9 to the document's next event, soonest", figures.min());
        goal("kill -9 to the document's next event, median", figures.median(), FAILOVER_GOAL);
        goal("kill -9 to the document's next event, longest", figures.max(), FAILOVER_GOAL);
    }

    /**
     * How the documents of a killed instance continued at the other.
     *
     * @param toAssignment from the kill until the other had their partitions
     * @param toNextEvents from the kill to the next event of each document that was in flight
     */
    private record Takeover(Duration toAssignment, List<Duration> toNextEvents) {}

    private Takeover killOneOf(Instance victim, Instance other) throws InterruptedException {
        List<Integer> all = numbers(DOCUMENTS_PER_KILL);
        all.forEach(documents::start);
        waiting.until(
                "documents are in flight at both",
                () -> held(victim, all).size() + held(other, all).size() == all.size());
        List<Integer> orphans = held(victim, all);
        waiting.pause(QUIET);

        Instant killed = victim.kill9();
        orphans.forEach(model::letGo);
        waiting.until(
                "the other instance has taken over",
                () -> orphans.stream()
                        .allMatch(number -> documents.firstAfter(number, killed).isPresent()));
        Instant assigned = other.assignedAfter(killed).orElseThrow();
        List<Duration> toNextEvents = orphans.stream()
                .map(number -> Duration.between(
                        killed,
                        documents.firstAfter(number, killed).orElseThrow().at()))
                .toList();

        all.forEach(model::letGo);
        waiting.until("all documents are completed", () -> all.stream().allMatch(documents::isCompleted));
        return new Takeover(Duration.between(killed, assigned), toNextEvents);
    }

    private boolean nothingWasDoneTwice() {
        long again = model.calls().stream()
                .filter(call -> documents.completions(call.document(), call.step()).stream()
                        .anyMatch(call.at()::isAfter))
                .count();
        long twice = IntStream.rangeClosed(1, lastDocument)
                .mapToLong(number -> List.of(StepId.values()).stream()
                        .filter(step -> documents.completions(number, step).size() != 1)
                        .count())
                .sum();
        out.printf(Locale.ROOT, "%n%d documents, all completed:%n", lastDocument);
        out.printf(Locale.ROOT, "  %-62s %d  (goal 0)%n", "completed steps that were executed again", again);
        out.printf(Locale.ROOT, "  %-62s %d  (goal 0)%n", "steps that were not completed exactly once", twice);
        return again == 0 && twice == 0;
    }

    /** Starts a process of that member of the group and waits until it has partitions. */
    private Instance start(String member) throws InterruptedException {
        processes++;
        String name = member + "-" + processes;
        Map<String, String> environment = new HashMap<>(model.environment(name));
        environment.put("STEPFOLD_INSTANCE", member);
        environment.put("STEPFOLD_SESSION_TIMEOUT_MS", Long.toString(SESSION_TIMEOUT.toMillis()));
        // One owner has at most three quarters of them.
        environment.put("STEPFOLD_STEPS_MAX", Integer.toString(2 * (IN_FLIGHT + FINISHED)));
        Instance started = stack.startOrchestrator(member, name, environment);
        waiting.until(
                name + " has partitions",
                () -> started.assignedAfter(Instant.MIN).isPresent());
        return started;
    }

    private List<Integer> numbers(int count) {
        int first = lastDocument + 1;
        lastDocument += count;
        return IntStream.rangeClosed(first, lastDocument).boxed().toList();
    }

    /** The documents whose held step that process requested. */
    private List<Integer> heldBy(Instance instance) {
        return model.calls().stream()
                .filter(call -> call.step() == HeldModel.HELD && call.caller().equals(instance.name()))
                .map(HeldModel.Call::document)
                .toList();
    }

    private List<Integer> held(Instance instance, List<Integer> among) {
        return heldBy(instance).stream().filter(among::contains).toList();
    }

    private void figure(String what, Duration time) {
        out.printf(Locale.ROOT, "  %-62s %s%n", what, Figures.seconds(time));
    }

    private void goal(String what, Duration time, Duration goal) {
        out.printf(
                Locale.ROOT,
                "  %-62s %s  (goal %d s%s)%n",
                what,
                Figures.seconds(time),
                goal.toSeconds(),
                time.compareTo(goal) < 0 ? "" : ", MISSED");
    }
}
