package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.StepId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something happened to a step. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AgentStep extends DocumentEvent {
    /** Which step. */
    StepId step();

    /** What happened, for a person. */
    String message();

    /**
     * An attempt began, or made progress: the same attempt again with a new message.
     *
     * @param attempt from 1
     * @param maxAttempts the attempts the policy allows
     * @param interruptions how often this attempt has been restarted so far because its process ended, from 1; null if
     *     the event does not restart it
     * @param interrupted true if the attempt was lost with its process while its run is paused: it does not run before
     *     the run is resumed; null otherwise
     * @param model the model that the attempt begins to ask: from here on it costs tokens; null if the event does not say so
     */
    record Processing(
            StepId step,
            String message,
            int attempt,
            int maxAttempts,
            @Nullable Integer interruptions,
            @Nullable Boolean interrupted,
            @Nullable String model)
            implements AgentStep {
        public Processing {
            checkAttempt(attempt, maxAttempts);
            if (interruptions != null) {
                Checks.atLeast(1, "interruptions", interruptions);
            }
            if (model != null) {
                Checks.notBlank("model", model);
            }
        }

        /** An attempt that begins for the first time, or makes progress. */
        public Processing(StepId step, String message, int attempt, int maxAttempts) {
            this(step, message, attempt, maxAttempts, null, null, null);
        }

        /** An attempt that begins to ask a model. */
        public static Processing asking(StepId step, String message, int attempt, int maxAttempts, String model) {
            return new Processing(step, message, attempt, maxAttempts, null, null, model);
        }

        /** An attempt that is restarted after an interruption. */
        public static Processing restarted(
                StepId step, String message, int attempt, int maxAttempts, int interruptions) {
            return new Processing(step, message, attempt, maxAttempts, interruptions, null, null);
        }

        /** Whether the attempt before it was lost with its process. */
        public boolean tellsOfALoss() {
            return interruptions != null || Boolean.TRUE.equals(interrupted);
        }

        /** An attempt that was lost while its run is paused. */
        public static Processing lost(StepId step, String message, int attempt, int maxAttempts) {
            return new Processing(step, message, attempt, maxAttempts, null, true, null);
        }
    }

    /**
     * An attempt failed and another will be made.
     *
     * @param attempt the attempt that failed, from 1
     * @param maxAttempts the attempts the policy allows
     * @param error why it failed
     * @param nextAttemptAt when the next attempt begins
     */
    record Retrying(StepId step, String message, int attempt, int maxAttempts, StepError error, Instant nextAttemptAt)
            implements AgentStep {
        public Retrying {
            checkAttempt(attempt, maxAttempts);
        }
    }

    /**
     * The step is done; its result was recorded just before.
     *
     * @param message the completion summary
     * @param attempt the attempt that succeeded
     * @param maxAttempts the attempts the policy allows
     * @param duration how long that attempt took
     */
    record Complete(
            StepId step,
            String message,
            int attempt,
            int maxAttempts,
            @JsonProperty("durationMs") Duration duration) implements AgentStep {
        public Complete {
            checkAttempt(attempt, maxAttempts);
            duration = Checks.wholeMillis(0, "durationMs", duration);
        }
    }

    /**
     * The last attempt failed.
     *
     * @param attempt the attempt that failed
     * @param maxAttempts the attempts the policy allows
     * @param error why it failed
     */
    record Failed(StepId step, String message, int attempt, int maxAttempts, StepError error) implements AgentStep {
        public Failed {
            checkAttempt(attempt, maxAttempts);
        }
    }

    /**
     * The step was not needed.
     *
     * @param message the reason
     */
    record Skipped(StepId step, String message) implements AgentStep {
        public Skipped {
            Checks.notBlank("message", message);
        }
    }

    private static void checkAttempt(int attempt, int maxAttempts) {
        Checks.atLeast(1, "attempt", attempt);
        Checks.atLeast(1, "maxAttempts", maxAttempts);
    }
}
