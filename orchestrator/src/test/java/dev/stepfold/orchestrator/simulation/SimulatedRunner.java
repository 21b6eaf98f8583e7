package dev.stepfold.orchestrator.simulation;

import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.orchestrator.document.AttemptRunner;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One process's attempts and timers in simulated time. */
final class SimulatedRunner implements AttemptRunner {
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(3);

    private final SimulatedOrchestrator process;
    private final Steps steps;
    private final RandomGenerator random;

    SimulatedRunner(SimulatedOrchestrator process, Steps steps, RandomGenerator random) {
        this.process = process;
        this.steps = steps;
        this.random = random;
    }

    @Override
    public Stoppable run(DocumentId documentId, Effect.RunAttempt attempt, Traceparent cause, Consumer<Input> outcome) {
        steps.begun(documentId, attempt);
        Duration took = Duration.ofNanos(random.nextLong(ATTEMPT_MAX.toNanos()));
        Instant end = process.now().plus(took);
        Stoppable result = at(end, () -> outcome.accept(steps.outcome(attempt, took)));
        Stoppable progress = at(
                process.now().plus(took.dividedBy(2)),
                () -> outcome.accept(new Input.AttemptProgressed(attempt.attempt(), "Halfway")));
        return () -> {
            progress.stop();
            result.stop();
        };
    }

    @Override
    public Stoppable at(Instant instant, Runnable action) {
        boolean[] stopped = {false};
        process.at(instant, () -> {
            if (!stopped[0]) {
                action.run();
            }
        });
        return () -> stopped[0] = true;
    }
}
