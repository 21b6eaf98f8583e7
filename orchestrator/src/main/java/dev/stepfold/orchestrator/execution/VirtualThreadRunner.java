package dev.stepfold.orchestrator.execution;

import dev.stepfold.fairpermits.FairPermits;
import dev.stepfold.generation.validation.Validator;
import dev.stepfold.orchestrator.decision.AttemptId;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.orchestrator.document.AttemptRunner;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs every attempt on a virtual thread of its own. At most {@code stepsMax} attempts run at once; the others wait for
 * a permit. Permits go round-robin among the documents' owners ({@link FairPermits}).
 */
public final class VirtualThreadRunner implements AttemptRunner, AutoCloseable {
    /** How long a step may take to respond to interruption. */
    public static final Duration OVERDUE_AFTER = Duration.ofSeconds(10);

    private final Generators generators;
    private final Validator validator;
    private final InstantSource clock;
    private final FairPermits permits;
    private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();
    private final CarrierWatch carriers = new CarrierWatch(System::nanoTime, Thread::startVirtualThread);
    private final int stepsMax;
    private final Tracing tracing;
    private final ScheduledThreadPoolExecutor timer;

    /** @param stepsMax how many attempts may run at once; three quarters of them for one owner */
    public VirtualThreadRunner(
            Generators generators, Validator validator, InstantSource clock, int stepsMax, Tracing tracing) {
        this.tracing = tracing;
        this.generators = generators;
        this.validator = validator;
        this.clock = clock;
        this.permits = new FairPermits(stepsMax, Math.max(1, stepsMax * 3 / 4));
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("step-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        this.stepsMax = stepsMax;
        var _ = timer.scheduleWithFixedDelay(
                carriers::look, 0, CarrierWatch.INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many attempts hold their permit although they were told to end at least this long ago. */
    public long overdue(Duration grace) {
        return attempts.stream().filter(attempt -> attempt.isOverdue(grace)).count();
    }

    /**
     * Whether steps make progress: virtual threads run, and less than half of all permits are held by attempts that do
     * not end although they were told to.
     */
    public boolean isMakingProgress() {
        return !carriers.isStarved() && overdue(OVERDUE_AFTER) * 2 < stepsMax;
    }

    @Override
    public Stoppable run(DocumentId documentId, Effect.RunAttempt effect, Traceparent cause, Consumer<Input> outcome) {
        TraceSpan span = begin(documentId, effect, cause);
        Attempt attempt = new Attempt(
                documentId, effect, generators, validator, permits, this::schedule, System::nanoTime, ended -> {
                    if (ended instanceof Input.AttemptFailed failed) {
                        span.failed(failed.error().kind().wireName());
                    }
                    outcome.accept(ended);
                });
        attempts.add(attempt);
        attempt.start(span::run, () -> {
            attempts.remove(attempt);
            span.close();
        });
        return attempt::stop;
    }

    /** It includes the wait for a permit, and ends with the attempt's thread, which may be later than its timeout. */
    private TraceSpan begin(DocumentId documentId, Effect.RunAttempt effect, Traceparent cause) {
        AttemptId id = effect.attempt();
        TraceSpan span = tracing.begin("attempt " + id.step().wireName(), SpanKind.INTERNAL, cause);
        span.set("stepfold.document.id", documentId.value());
        span.set("stepfold.attempt", id.attempt());
        return span;
    }

    @Override
    public Stoppable at(Instant instant, Runnable action) {
        return schedule(until(instant), action)::run;
    }

    private Runnable schedule(Duration delay, Runnable action) {
        ScheduledFuture<?> scheduled = timer.schedule(
                () -> Thread.ofVirtual().start(action), TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private Duration until(Instant instant) {
        return Duration.between(clock.instant(), instant);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
