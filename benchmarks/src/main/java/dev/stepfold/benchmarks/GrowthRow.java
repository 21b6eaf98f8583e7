package dev.stepfold.benchmarks;

import dev.stepfold.benchmarks.StepfoldClient.Finished;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a run costs on a document that has had many, compared with the second run of another one. Both are measured in the
 * same warm processes, one run at a time.
 */
final class GrowthRow implements Row {
    private static final int FILL_WIDTH = 16;
    private static final int DOCUMENTS = 40;
    private static final int RUNS = 100;
    private static final String SECOND = "run 2";
    private static final String LATE = "run " + RUNS;
    private static final String MEDIAN = "p50 ms";
    private static final String PROCESSOR = "CPU s/1,000";

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String what() {
        return LATE + " of a document beside " + SECOND + " of another one, six empty steps";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(12);
    }

    @Override
    public void repeat(Session session) throws IOException, InterruptedException {
        session.withStack(WholeStack.Steps.EMPTY, stack -> {
            int documents = session.count(DOCUMENTS, 2);
            Queue<Finished> late = make(stack, documents, session.count(RUNS, 4) - 1);
            Queue<Finished> second = make(stack, documents, 1);
            measure(session, stack, SECOND, second);
            measure(session, stack, LATE, late);
        });
    }

    /** Documents that have had so many runs. */
    private static Queue<Finished> make(WholeStack stack, int documents, int runs)
            throws IOException, InterruptedException {
        Queue<Finished> made = new ConcurrentLinkedQueue<>();
        Load.times(Math.min(FILL_WIDTH, documents), documents, () -> {
            Finished document = stack.client().runNew(StepfoldClient.Request.EMPTY);
            for (int run = 1; run < runs; run++) {
                document = stack.client().runAgain(document, StepfoldClient.Request.EMPTY);
            }
            made.add(document);
        });
        return made;
    }

    /** One more run of each. */
    private static void measure(Session session, WholeStack stack, String subject, Queue<Finished> documents)
            throws IOException, InterruptedException {
        stack.settle(session.waiting());
        double before = stack.processorSecondsOfAll();
        Load.Outcome runs = Load.alone(
                documents.size(), () -> stack.client().runAgain(documents.remove(), StepfoldClient.Request.EMPTY));
        stack.settle(session.waiting());
        session.add(subject, MEDIAN, runs.medianMs());
        session.add(subject, "p99 ms", runs.percentile99Ms());
        session.add(
                subject,
                PROCESSOR,
                (stack.processorSecondsOfAll() - before) / runs.times().size() * 1_000);
    }

    @Override
    public List<Target> targets() {
        return List.of(
                new Target(
                        LATE + " ÷ " + SECOND + ", p50",
                        new Quantity(LATE, MEDIAN),
                        new Quantity(SECOND, MEDIAN),
                        1.1,
                        1.0),
                new Target(
                        LATE + " ÷ " + SECOND + ", CPU",
                        new Quantity(LATE, PROCESSOR),
                        new Quantity(SECOND, PROCESSOR),
                        1.1,
                        1.0));
    }
}
