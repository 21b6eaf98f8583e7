package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.Flush;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Durable runs of six empty steps: of Stepfold, Restate and DBOS in turns, each with fresh data. One run at a time, and
 * then {@link #WIDTH} at once. The processor time is that of all processes with the user's code, not that of this program,
 * and counts until the work for these runs is done.
 */
final class RunsRow implements Row {
    static final String RESTATE = "restate";
    static final String DBOS = "dbos-stream";

    /** Stepfold with {@code STEPFOLD_FLUSH=os}. */
    static final String NOT_FLUSHED = "stepfold-os";

    private static final int WIDTH = 64;

    /** More than at once, so that a document is at rest for a while before it runs again. */
    private static final int DOCUMENTS = 128;

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int JVM_WARM_UP_SECONDS = 25;
    private static final int WARM_UP_SECONDS = 6;
    private static final String RUNS_PER_SECOND = "runs/s";
    private static final String ALONE = "alone p50 ms";
    private static final String PROCESSOR = "CPU s/1,000";
    private static final String PROCESSOR_ALONE = "alone CPU s/1,000";

    private final boolean further;

    RunsRow(boolean further) {
        this.further = further;
    }

    @Override
    public String name() {
        return further ? "further-runs" : "new-documents";
    }

    @Override
    public String what() {
        return "runs of six empty steps " + (further ? "on existing documents" : "on new documents")
                + ", beside Restate and DBOS with a stream";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void repeat(Session session) throws IOException, InterruptedException {
        measureStepfold(session, subject(), Flush.EVERY_APPEND);
        if (session.isWanted(NOT_FLUSHED)) {
            measureStepfold(session, NOT_FLUSHED, Flush.OS);
        }
        measurePeer(session, RESTATE, Restate::start);
        measurePeer(session, DBOS, Dbos::start);
    }

    private void measureStepfold(Session session, String subject, Flush flush)
            throws IOException, InterruptedException {
        session.withStack(WholeStack.Steps.EMPTY, flush, stack -> {
            StepfoldRuns runs = further
                    ? StepfoldRuns.ofDocuments(stack, session.count(DOCUMENTS, 8), session.waiting())
                    : StepfoldRuns.ofNewDocuments(stack, session.waiting());
            measure(session, subject, runs, JVM_WARM_UP_SECONDS);
        });
    }

    /** How a peer is started. */
    private interface Starter {
        DurableRuns start(Peers peers, HttpClient http, Waiting waiting)
                throws UnavailableException, InterruptedException;
    }

    private static void measurePeer(Session session, String subject, Starter starter)
            throws IOException, InterruptedException {
        if (!session.isWanted(subject)) {
            return;
        }
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                DurableRuns runs = starter.start(Peers.install(session.root()), http, session.waiting())) {
            measure(session, subject, runs, WARM_UP_SECONDS);
        } catch (UnavailableException e) {
            session.log().println("  not measured: " + e.getMessage());
        }
    }

    private String subject() {
        return further ? "stepfold-further" : "stepfold-new";
    }

    private static void measure(Session session, String subject, DurableRuns runs, int warmUpSeconds)
            throws IOException, InterruptedException {
        int width = session.count(WIDTH, 4);
        Load.alone(session.count(100, 1), runs::run);
        Load.during(session.seconds(warmUpSeconds), width, runs::run);
        rest(session, runs);
        Map<String, Double> before = runs.processorSeconds();
        Load.Outcome alone = Load.alone(session.count(300, 3), runs::run);
        runs.settle();
        Map<String, Double> between = runs.processorSeconds();
        session.add(subject, ALONE, alone.medianMs());
        session.add(subject, "alone p99 ms", alone.percentile99Ms());
        addProcessorTime(
                session,
                subject,
                PROCESSOR_ALONE,
                before,
                between,
                alone.times().size());
        rest(session, runs);
        Map<String, Double> begin = runs.processorSeconds();
        Load.Outcome many = Load.during(session.seconds(20), width, runs::run);
        runs.settle();
        addProcessorTime(
                session,
                subject,
                PROCESSOR,
                begin,
                runs.processorSeconds(),
                many.times().size());
        session.add(subject, RUNS_PER_SECOND, many.perSecond());
        session.add(subject, "p50 ms", many.medianMs());
        session.add(subject, "p99 ms", many.percentile99Ms());
    }

    private static void rest(Session session, DurableRuns runs) throws InterruptedException {
        runs.settle();
        session.waiting().pause(session.options().quick() ? Duration.ZERO : PAUSE);
    }

    private static void addProcessorTime(
            Session session,
            String subject,
            String quantity,
            Map<String, Double> before,
            Map<String, Double> after,
            int runs) {
        double all = 0;
        for (String process : new TreeSet<>(after.keySet())) {
            double seconds = after.getOrDefault(process, 0.0) - before.getOrDefault(process, 0.0);
            session.add(subject + ": " + process, quantity, seconds / runs * 1_000);
            all += seconds;
        }
        session.add(subject, quantity, all / runs * 1_000);
    }

    @Override
    public List<Target> targets() {
        Quantity perSecond = new Quantity(subject(), RUNS_PER_SECOND);
        Quantity ofRestate = new Quantity(RESTATE, RUNS_PER_SECOND);
        Quantity ofDbos = new Quantity(DBOS, RUNS_PER_SECOND);
        Target costOfFlush = new Target(
                name() + ", runs/s ÷ without flush", perSecond, new Quantity(NOT_FLUSHED, RUNS_PER_SECOND), 0.8, 1.0);
        if (!further) {
            return List.of(
                    costOfFlush,
                    new Target("new documents/s ÷ Restate", perSecond, ofRestate, 0.4, 0.8),
                    new Target("new documents/s ÷ DBOS + stream", perSecond, ofDbos, 2.5, null));
        }
        return List.of(
                costOfFlush,
                new Target(
                        "one run alone, p50 ÷ without flush",
                        new Quantity(subject(), ALONE),
                        new Quantity(NOT_FLUSHED, ALONE),
                        1.2,
                        1.0),
                new Target("further runs/s ÷ Restate", perSecond, ofRestate, 0.6, 1.0),
                new Target("further runs/s ÷ DBOS + stream", perSecond, ofDbos, 3, null),
                new Target(
                        "one run alone, p50 ÷ Restate",
                        new Quantity(subject(), ALONE),
                        new Quantity(RESTATE, ALONE),
                        1.0,
                        0.7),
                new Target(
                        "CPU per 1,000 further runs ÷ Restate",
                        new Quantity(subject(), PROCESSOR),
                        new Quantity(RESTATE, PROCESSOR),
                        2,
                        1.2));
    }
}
