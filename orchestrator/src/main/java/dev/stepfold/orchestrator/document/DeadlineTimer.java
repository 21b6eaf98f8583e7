package dev.stepfold.orchestrator.document;

import dev.stepfold.orchestrator.decision.AttemptId;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.orchestrator.document.AttemptRunner.Stoppable;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The timer for the deadline of a run while one of its attempts is running. It only reports that the deadline has
 * passed: whether that ends the attempt is decided, since a pause may have come first. Used by one thread.
 */
final class DeadlineTimer {
    private final AttemptRunner runner;
    private final Consumer<Input> inbox;
    private @Nullable Setting setting;

    /** What the timer is set to. */
    private record Setting(AttemptId attempt, Instant deadline, Stoppable timer) {
        boolean isFor(Effect.RunAttempt run) {
            return attempt.equals(run.attempt()) && deadline.equals(run.notAfter());
        }
    }

    /** @param inbox takes {@link Input.DeadlinePassed} */
    DeadlineTimer(AttemptRunner runner, Consumer<Input> inbox) {
        this.runner = runner;
        this.inbox = inbox;
    }

    /** Sets the timer to the deadline of {@code run}, if it has one; does nothing if it is set to that. */
    void set(Effect.RunAttempt run) {
        if (setting != null && setting.isFor(run)) {
            return;
        }
        stop();
        Instant deadline = run.notAfter();
        if (deadline != null) {
            Input passed = new Input.DeadlinePassed(run.attempt(), deadline);
            setting = new Setting(run.attempt(), deadline, runner.at(deadline, () -> inbox.accept(passed)));
        }
    }

    /** Stops the timer, if it is set. */
    void stop() {
        if (setting != null) {
            setting.timer.stop();
            setting = null;
        }
    }
}
