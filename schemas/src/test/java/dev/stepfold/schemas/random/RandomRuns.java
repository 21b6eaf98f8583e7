package dev.stepfold.schemas.random;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Draws histories as an orchestrator could write them: retries, skips, pauses, failures, restarts, several runs. */
public final class RandomRuns {
    private static final int ATTEMPTS_MAX = 3;

    private final RandomValues random;
    private final RandomEvents events;
    private final List<DocumentEvent> history = new ArrayList<>();
    private StepId reached = StepId.first();

    private RandomRuns(RandomValues random) {
        this.random = random;
        events = new RandomEvents(random);
    }

    /** A history of one to three runs. */
    public static List<RecordedEvent> history(RandomValues random) {
        RandomRuns runs = new RandomRuns(random);
        for (int count = 1 + random.upTo(2); count > 0; count--) {
            runs.run();
        }
        return runs.events.recorded(runs.history);
    }

    private void run() {
        StepId from = StepId.first();
        if (!history.isEmpty() && random.chance(0.5)) {
            from = random.oneOf(List.copyOf(EnumSet.range(StepId.first(), reached)));
            write(EventType.RUN_RESTARTED, from);
        } else {
            write(EventType.RUN_STARTED, from);
        }
        for (StepId step : StepId.values()) {
            if (!step.isBefore(from) && !step(step)) {
                return;
            }
        }
        write(EventType.DATA_FINAL, from);
        write(EventType.RUN_COMPLETED, from);
    }

    /** Whether the run goes on after the step. */
    private boolean step(StepId step) {
        reached = step;
        interrupt(step);
        if (random.chance(0.1)) {
            write(EventType.STEP_SKIPPED, step);
            return true;
        }
        boolean done = attempts(step);
        while (!done && random.chance(0.5)) {
            write(EventType.RUN_RESUMED, step);
            done = attempts(step);
        }
        if (random.chance(0.05)) {
            write(EventType.RUN_CANCELLED, step);
            return false;
        }
        return done;
    }

    /** Whether one of the attempts succeeded; otherwise the run has failed. */
    private boolean attempts(StepId step) {
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            for (int messages = 1 + random.upTo(2); messages > 0; messages--) {
                history.add(events.processing(step, attempt));
            }
            if (random.chance(0.7)) {
                write(EventType.STEP_RESULT, step);
                write(EventType.STEP_COMPLETE, step);
                if (random.chance(0.5)) {
                    write(EventType.DATA_PARTIAL, step);
                }
                return true;
            }
            if (attempt < ATTEMPTS_MAX) {
                history.add(events.retrying(step, attempt));
            }
        }
        write(EventType.STEP_FAILED, step);
        history.add(new AgentRun.Failed(random.duration(), random.runError(step)));
        return false;
    }

    private void interrupt(StepId step) {
        if (random.chance(0.1)) {
            write(EventType.COMMAND_REJECTED, step);
        }
        if (random.chance(0.1)) {
            write(EventType.RUN_PAUSED, step);
            if (random.chance(0.2)) {
                write(EventType.COMMAND_REJECTED, step);
            }
            write(EventType.RUN_RESUMED, step);
        }
    }

    private void write(EventType type, StepId step) {
        history.add(events.event(type, step));
    }
}
