package dev.stepfold.orchestrator.document;

import dev.stepfold.orchestrator.decision.AttemptId;
import dev.stepfold.orchestrator.document.AttemptRunner.Stoppable;

/** What an {@link AttemptRunner} is doing for a document. */
sealed interface UnderWay {
    /** Nothing: the document is at rest. */
    record Nothing() implements UnderWay {}

    /** An attempt is at work. */
    record Attempt(AttemptId attempt, Stoppable stoppable) implements UnderWay {}

    /** The wait before an attempt. */
    record Wait(AttemptId attempt, Stoppable stoppable) implements UnderWay {}

    /** Stops it, where there is anything. */
    default void stop() {
        switch (this) {
            case Nothing _ -> {}
            case Attempt attempt -> attempt.stoppable.stop();
            case Wait wait -> wait.stoppable.stop();
        }
    }

    /** Whether this very attempt is at work. */
    default boolean isAttempt(AttemptId id) {
        return this instanceof Attempt attempt && attempt.attempt.equals(id);
    }

    /** Whether this very attempt is waited for. */
    default boolean isWaitFor(AttemptId id) {
        return this instanceof Wait wait && wait.attempt.equals(id);
    }
}
