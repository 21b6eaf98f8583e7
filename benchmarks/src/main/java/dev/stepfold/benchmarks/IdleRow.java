package dev.stepfold.benchmarks;

import dev.stepfold.generation.builtin.BuiltInGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The processor time of the whole stack while nothing is asked of it, in percent of one core, by how many documents it has. */
final class IdleRow implements Row {
    private static final StepfoldClient.Request REQUEST =
            new StepfoldClient.Request("Create a task management system", false, BuiltInGenerator.NAME);
    private static final List<Integer> TOPICS = List.of(0, 800, 5_000);
    private static final int FILL_WIDTH = 32;
    private static final String ALL = "all, % of a core";
    private static final double AT_LEAST = 3;
    private static final double MOONSHOT = 1;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String what() {
        return "processor time of the idle stack, with 0, 800 and 5,000 document topics";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(20);
    }

    @Override
    public void repeat(Session session) throws IOException, InterruptedException {
        session.withStack(WholeStack.Steps.BUILT_IN, stack -> {
            int made = 0;
            for (int topics : TOPICS) {
                int wanted = session.count(topics, topics / 400);
                Load.times(FILL_WIDTH, wanted - made, () -> stack.client().runNew(REQUEST));
                made = wanted;
                stack.settle(session.waiting());
                // Until what follows a load has ended: idle connections, flushes, garbage.
                session.waiting().pause(session.seconds(30));
                measure(session, stack, subject(topics));
            }
        });
    }

    private static void measure(Session session, WholeStack stack, String subject) throws InterruptedException {
        Map<String, Double> before = stack.processorSeconds();
        long start = System.nanoTime();
        session.waiting().pause(session.seconds(30));
        double seconds = (System.nanoTime() - start) / 1e9;
        double all = 0;
        for (Map.Entry<String, Double> process : stack.processorSeconds().entrySet()) {
            double percent = (process.getValue() - before.getOrDefault(process.getKey(), 0.0)) / seconds * 100;
            session.add(subject, process.getKey(), percent);
            all += percent;
        }
        session.add(subject, ALL, all);
    }

    private static String subject(int topics) {
        return topics + " topics";
    }

    @Override
    public List<Target> targets() {
        return TOPICS.stream()
                .map(topics -> new Target(
                        "idle stack with " + subject(topics) + ", % of a core",
                        new Quantity(subject(topics), ALL),
                        null,
                        AT_LEAST,
                        MOONSHOT))
                .toList();
    }
}
