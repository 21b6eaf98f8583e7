package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.orchestrator.document.StepEventsFeed;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.codec.Traceparent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * One process's access to {@code stepfold.step-events}: what it forwards arrives later, in order; in a crash, not all
 * of it arrives.
 */
final class SimulatedFeed implements StepEventsFeed {
    private static final Duration ARRIVES_WITHIN = Duration.ofMillis(50);

    private final SimulatedTopics topics;
    private final SimulatedOrchestrator process;
    private final Faults faults;
    private final RandomGenerator random;
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    SimulatedFeed(SimulatedTopics topics, SimulatedOrchestrator process, Faults faults, RandomGenerator random) {
        this.topics = topics;
        this.process = process;
        this.faults = faults;
        this.random = random;
    }

    @Override
    public CompletableFuture<Void> forward(EncodedEvent event, Traceparent trace) {
        faults.maybeCrash(Kind.CRASH_BEFORE_FORWARD);
        return send(() -> topics.forward(event));
    }

    @Override
    public CompletableFuture<Void> erase(Tombstone tombstone, Traceparent trace) {
        faults.maybeCrash(Kind.CRASH_BEFORE_FORWARD);
        return send(() -> topics.forward(tombstone));
    }

    private CompletableFuture<Void> send(Runnable record) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        waiting.add(new Waiting(record, durable));
        process.within(ARRIVES_WITHIN, () -> arrive(waiting.size()));
        return durable;
    }

    void crash() {
        arrive(random.nextInt(waiting.size() + 1));
    }

    private void arrive(int count) {
        for (int i = 0; i < count && !waiting.isEmpty(); i++) {
            Waiting first = waiting.remove();
            first.record.run();
            first.durable.complete(null);
        }
    }

    private record Waiting(Runnable record, CompletableFuture<Void> durable) {}
}
