package dev.stepfold.orchestrator.document;

import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import java.time.Instant;
import java.util.function.Consumer;

/** Carries out effects, away from the document's thread. */
public interface AttemptRunner {
    /**
     * Begins an attempt. The runner ends it at its own timeout, and not at the deadline of its run.
     *
     * @param cause the decision that it follows from
     * @param outcome takes the attempt's progress and, at the end, its success or failure; nothing after it was stopped
     */
    Stoppable run(DocumentId documentId, Effect.RunAttempt attempt, Traceparent cause, Consumer<Input> outcome);

    /** Calls {@code action} at {@code instant}, or at once if that is past. */
    Stoppable at(Instant instant, Runnable action);

    /** Something under way that can be stopped. */
    @FunctionalInterface
    interface Stoppable {
        /** Stops it, by interruption if it is running; does nothing if it is over. */
        void stop();
    }
}
