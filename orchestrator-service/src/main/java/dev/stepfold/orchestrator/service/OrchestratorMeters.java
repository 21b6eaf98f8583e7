package dev.stepfold.orchestrator.service;

import dev.stepfold.orchestrator.Orchestrator;
import dev.stepfold.orchestrator.watch.Watch;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The orchestrator's metrics. All meters are made at the start, so that an event costs no look-up, and a series that
 * counts nothing yet is 0 and not absent. {@code docs/metrics.md} has them all.
 */
@Singleton
final class OrchestratorMeters implements Watch {
    private static final String PREFIX = "stepfold.orchestrator.";

    private static final Duration[] WRITES = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
    private static final Duration[] STEPS =
            millis(10, 100, 500, 1_000, 5_000, 15_000, 30_000, 60_000, 120_000, 600_000);

    private final MeterRegistry meters;
    private final Timer appended;
    private final Timer lostRaces;
    private final Timer unacknowledged;
    private final Timer forwarded;
    private final LongAdder onTheWay = new LongAdder();
    private final Counter refused;
    private final Map<ArchiveOutcome, Counter> archive = new EnumMap<>(ArchiveOutcome.class);
    private final Counter begun;
    private final Counter cancelled;
    private final Counter completed;
    private final Timer duration;
    private final Map<ErrorKind, Counter> failed;
    private final Map<StepId, Timer> steps = new EnumMap<>(StepId.class);
    private final Map<StepId, Map<ErrorKind, Counter>> retries = new EnumMap<>(StepId.class);
    private final Map<StepId, Map<ErrorKind, Counter>> failures = new EnumMap<>(StepId.class);

    OrchestratorMeters(MeterRegistry meters) {
        this.meters = meters;
        appended = append("won");
        lostRaces = append("lost");
        unacknowledged = append("unacknowledged");
        forwarded = timer("forward.duration", "From an event's append to its acknowledgement by the feed", WRITES)
                .register(meters);
        refused = Counter.builder(PREFIX + "forward.refusals")
                .description("Events that the feed refused; they are sent again")
                .register(meters);
        Gauge.builder(PREFIX + "forward.lag", onTheWay, LongAdder::sum)
                .baseUnit("events")
                .description("Events that are in their documents' logs and on their way to the feed")
                .register(meters);
        for (ArchiveOutcome outcome : ArchiveOutcome.values()) {
            archive.put(
                    outcome,
                    Counter.builder(PREFIX + "archive")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .description("Logs that were moved to the archive or back, or could not be")
                            .register(meters));
        }
        begun = Counter.builder(PREFIX + "runs.started")
                .description("Runs that began, with those restarted from a step")
                .register(meters);
        completed = ended("completed", "none");
        failed = byKind(kind -> ended("failed", kind));
        cancelled = ended("cancelled", "none");
        duration = timer("run.duration", "Runs that completed, from their start to their end", STEPS)
                .register(meters);
        for (StepId step : StepId.values()) {
            steps.put(
                    step,
                    timer("step.duration", "Attempts that completed their step", STEPS)
                            .tag("step", step.wireName())
                            .register(meters));
            retries.put(
                    step,
                    byKind(kind -> ofStep("step.retries", "Attempts that failed and are made again", step, kind)));
            failures.put(step, byKind(kind -> ofStep("step.failures", "Steps whose last attempt failed", step, kind)));
        }
    }

    /** Shows how the orchestrator is; once. */
    void observe(Orchestrator orchestrator) {
        Gauge.builder(PREFIX + "documents.active", orchestrator, Orchestrator::activeDocuments)
                .description("Documents at work, on this instance")
                .register(meters);
        Gauge.builder(PREFIX + "attempts.overdue", orchestrator, Orchestrator::overdueAttempts)
                .description("Attempts that were told to end and have not ended in time")
                .register(meters);
        FunctionCounter.builder("stepfold.dead.letters", orchestrator, Orchestrator::deadLetters)
                .description("Records that this instance could not read")
                .register(meters);
    }

    @Override
    public void appended(long nanos) {
        appended.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void lostRace(long nanos) {
        lostRaces.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void unacknowledged(long nanos) {
        unacknowledged.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void forwarding() {
        onTheWay.increment();
    }

    @Override
    public void forwarded(long nanos) {
        onTheWay.decrement();
        forwarded.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void refused() {
        onTheWay.decrement();
        refused.increment();
    }

    @Override
    public void archive(ArchiveOutcome outcome) {
        Objects.requireNonNull(archive.get(outcome)).increment();
    }

    @Override
    public void happened(DocumentEvent event) {
        switch (event) {
            case AgentRun.Started _, AgentRun.Restarted _ -> begun.increment();
            case AgentRun.Completed run -> {
                completed.increment();
                duration.record(run.duration());
            }
            case AgentRun.Failed run -> of(failed, run.error().kind()).increment();
            case AgentRun.Cancelled _ -> cancelled.increment();
            case AgentStep.Complete step ->
                Objects.requireNonNull(steps.get(step.step())).record(step.duration());
            case AgentStep.Retrying step ->
                of(
                                Objects.requireNonNull(retries.get(step.step())),
                                step.error().kind())
                        .increment();
            case AgentStep.Failed step ->
                of(
                                Objects.requireNonNull(failures.get(step.step())),
                                step.error().kind())
                        .increment();
            case AgentRun.Paused _,
                    AgentRun.Resumed _,
                    AgentStep.Processing _,
                    AgentStep.Skipped _,
                    StepResult _,
                    AgentData _,
                    CommandRejected _,
                    DocumentArchive _ -> {}
        }
    }

    private static <M> M of(Map<ErrorKind, M> meters, ErrorKind kind) {
        return Objects.requireNonNull(meters.get(kind));
    }

    private Timer append(String outcome) {
        return timer("append.duration", "Appends to document topics, until Kafka has answered", WRITES)
                .tag("outcome", outcome)
                .register(meters);
    }

    private Counter ended(String outcome, String kind) {
        return Counter.builder(PREFIX + "runs")
                .tag("outcome", outcome)
                .tag("kind", kind)
                .description("Runs that came to an end, and the kind of the error if they failed")
                .register(meters);
    }

    private Counter ofStep(String name, String description, StepId step, String kind) {
        return Counter.builder(PREFIX + name)
                .tag("step", step.wireName())
                .tag("kind", kind)
                .description(description)
                .register(meters);
    }

    private static Timer.Builder timer(String name, String description, Duration... buckets) {
        return Timer.builder(PREFIX + name).description(description).serviceLevelObjectives(buckets);
    }

    private static <M> Map<ErrorKind, M> byKind(Function<String, M> made) {
        Map<ErrorKind, M> meters = new EnumMap<>(ErrorKind.class);
        for (ErrorKind kind : ErrorKind.values()) {
            meters.put(kind, made.apply(kind.wireName()));
        }
        return meters;
    }

    private static Duration[] millis(long... millis) {
        Duration[] durations = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofMillis(millis[i]);
        }
        return durations;
    }
}
