package dev.stepfold.orchestrator.document;

import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Attempts that do nothing until the test says what they came to, and timers that go off when it says so. */
public final class RecordingRunner implements AttemptRunner {
    private final List<Begun> begun = new CopyOnWriteArrayList<>();
    private final List<Begun> stopped = new CopyOnWriteArrayList<>();
    private final List<Timer> timers = new CopyOnWriteArrayList<>();

    /** An attempt that was begun, and what takes its outcome. */
    public record Begun(DocumentId documentId, Effect.RunAttempt attempt, Consumer<Input> outcome) {}

    private record Timer(Instant at, Runnable action) {}

    /** The attempts that were begun. */
    public List<Begun> begun() {
        return List.copyOf(begun);
    }

    /** The attempts that were stopped. */
    public List<Begun> stopped() {
        return List.copyOf(stopped);
    }

    /** When each timer goes off that has not yet. */
    List<Instant> timers() {
        return timers.stream().map(Timer::at).sorted().toList();
    }

    /** Sets off the timers that are due. */
    void setOff(Instant now) {
        List<Timer> due = timers.stream()
                .filter(timer -> !timer.at.isAfter(now))
                .sorted(Comparator.comparing(Timer::at))
                .toList();
        timers.removeAll(due);
        due.forEach(timer -> timer.action.run());
    }

    @Override
    public Stoppable run(DocumentId documentId, Effect.RunAttempt attempt, Traceparent cause, Consumer<Input> outcome) {
        Begun one = new Begun(documentId, attempt, outcome);
        begun.add(one);
        return () -> stopped.add(one);
    }

    @Override
    public Stoppable at(Instant instant, Runnable action) {
        Timer timer = new Timer(instant, action);
        timers.add(timer);
        return () -> timers.remove(timer);
    }
}
