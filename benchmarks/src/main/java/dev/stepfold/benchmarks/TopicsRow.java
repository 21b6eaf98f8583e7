package dev.stepfold.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a run of six empty steps costs on the same ten documents, before and after all processes have met thousands of
 * further documents. A run appends some twelve events, so the ratio is that of an append.
 */
final class TopicsRow implements Row {
    private static final int FEW = 10;
    private static final int MANY = 5_000;
    private static final int FILL_WIDTH = 64;
    private static final String WITH_FEW = FEW + " topics";
    private static final String WITH_MANY = MANY + " topics";
    private static final String MEDIAN = "p50 ms";
    private static final String PROCESSOR = "CPU s/1,000 runs";

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public String what() {
        return "what an append costs with " + MANY + " document topics, beside " + FEW;
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(15);
    }

    @Override
    public void repeat(Session session) throws IOException, InterruptedException {
        session.withStack(WholeStack.Steps.EMPTY, stack -> {
            StepfoldRuns runs = StepfoldRuns.ofDocuments(stack, FEW, session.waiting());
            Load.during(session.seconds(20), FEW - 2, runs::run);
            measure(session, stack, WITH_FEW, runs);
            Load.times(
                    session.count(FILL_WIDTH, 4),
                    session.count(MANY, 20) - FEW,
                    () -> stack.client().runNew(StepfoldClient.Request.EMPTY));
            measure(session, stack, WITH_MANY, runs);
        });
    }

    private static void measure(Session session, WholeStack stack, String subject, StepfoldRuns runs)
            throws IOException, InterruptedException {
        stack.settle(session.waiting());
        double before = stack.processorSecondsOfAll();
        Load.Outcome times = Load.alone(session.count(200, 3), runs::run);
        stack.settle(session.waiting());
        double seconds = stack.processorSecondsOfAll() - before;
        session.add(subject, MEDIAN, times.medianMs());
        session.add(subject, "p99 ms", times.percentile99Ms());
        session.add(subject, PROCESSOR, seconds / times.times().size() * 1_000);
    }

    @Override
    public List<Target> targets() {
        return List.of(
                new Target(
                        "an append with 5,000 topics ÷ with 10, CPU",
                        new Quantity(WITH_MANY, PROCESSOR),
                        new Quantity(WITH_FEW, PROCESSOR),
                        1.1,
                        1.0),
                new Target(
                        "an append with 5,000 topics ÷ with 10, p50",
                        new Quantity(WITH_MANY, MEDIAN),
                        new Quantity(WITH_FEW, MEDIAN),
                        1.1,
                        1.0));
    }
}
