package dev.stepfold.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.watch.Watch.ArchiveOutcome;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OrchestratorMetersTest {
    private static final StepId STEP = StepId.ACTION_GENERATION;
    private static final StepError RATE_LIMITED = StepError.of(ErrorKind.RATE_LIMITED, "slow down");

    private static final List<DocumentEvent> RUNS = List.of(
            new AgentRun.Completed(Duration.ofSeconds(2), null, List.of()),
            new AgentRun.Failed(
                    Duration.ofSeconds(1),
                    new RunError(STEP, ErrorKind.TIMEOUT, "too late", true, 4, 4, List.of("retry"))),
            new AgentRun.Cancelled(new CommandId("cancel")));

    private static final List<DocumentEvent> STEPS = List.of(
            new AgentStep.Retrying(STEP, "again", 1, 4, RATE_LIMITED, Instant.EPOCH),
            new AgentStep.Failed(STEP, "over", 4, 4, RATE_LIMITED),
            new AgentStep.Complete(STEP, "done", 1, 4, Duration.ofMillis(700)));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OrchestratorMeters meters = new OrchestratorMeters(registry);

    @Test
    void countsRunsByTheirOutcome() {
        RUNS.forEach(meters::happened);

        assertThat(runs("completed", "none")).isEqualTo(1);
        assertThat(runs("failed", "timeout")).isEqualTo(1);
        assertThat(runs("failed", "permanent")).isZero();
        assertThat(runs("cancelled", "none")).isEqualTo(1);
        assertThat(registry.get("stepfold.orchestrator.run.duration").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
    }

    @Test
    void countsStepsRetriesAndFailuresByStepAndKind() {
        STEPS.forEach(meters::happened);

        assertThat(ofStep("retries")).isEqualTo(1);
        assertThat(ofStep("failures")).isEqualTo(1);
        assertThat(registry.get("stepfold.orchestrator.step.duration")
                        .tag("step", "action-generation")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void knowsWhatIsOnItsWayToTheFeed() {
        meters.forwarding();
        meters.forwarding();
        meters.forwarding();
        meters.forwarded(1_000);
        meters.refused();

        assertThat(registry.get("stepfold.orchestrator.forward.lag").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("stepfold.orchestrator.forward.refusals")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void hasEverySeriesFromTheStartAndMakesNoneForAnEvent() {
        Set<Meter.Id> before = ids();

        RUNS.forEach(meters::happened);
        STEPS.forEach(meters::happened);
        meters.appended(1);
        meters.lostRace(1);
        meters.unacknowledged(1);
        for (ArchiveOutcome outcome : ArchiveOutcome.values()) {
            meters.archive(outcome);
        }

        assertThat(ids()).isEqualTo(before);
        assertThat(before)
                .filteredOn(id -> !id.getName().endsWith(".histogram"))
                .hasSizeLessThan(120);
    }

    private Set<Meter.Id> ids() {
        return registry.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
    }

    private double runs(String outcome, String kind) {
        return registry.get("stepfold.orchestrator.runs")
                .tag("outcome", outcome)
                .tag("kind", kind)
                .counter()
                .count();
    }

    private double ofStep(String what) {
        return registry.get("stepfold.orchestrator.step." + what)
                .tag("step", STEP.wireName())
                .tag("kind", "rate-limited")
                .counter()
                .count();
    }
}
