package dev.stepfold.orchestrator.document;

import dev.stepfold.orchestrator.decision.AttemptId;
import dev.stepfold.orchestrator.document.AttemptRunner.Stoppable;

/** What an {@link AttemptRunner} is doing for a document. */
sealed interface UnderWay {
    /** Nothing: the document is at rest. */
    record Nothing() implements UnderWay {}

    /** An attempt is running. */
    record Attempt(AttemptId attempt, Stoppable stoppable) implements UnderWay {}

    /** The wait before an attempt. */
    record Wait(AttemptId attempt, Stoppable stoppable) implements UnderWay {}

    /** Stops it, if there is anything to stop. */
    default void stop() {
        switch (this) {
            case Nothing _ -> {}
            case Attempt attempt -> attempt.stoppable.stop();
            case Wait wait -> wait.stoppable.stop();
        }
    }

    /** Whether this attempt is running. */
    default boolean isAttempt(AttemptId id) {
        return this instanceof Attempt attempt && attempt.attempt.equals(id);
    }

    /** Whether this is the wait before this attempt. */
    default boolean isWaitFor(AttemptId id) {
        return this instanceof Wait wait && wait.attempt.equals(id);
    }
}
