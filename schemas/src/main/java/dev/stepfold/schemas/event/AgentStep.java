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
     * @param interruptions how often this attempt has been begun again so far because whoever made it was gone, from 1; null
     *     where the event does not tell of one
     */
    record Processing(
            StepId step,
            String message,
            int attempt,
            int maxAttempts,
            @Nullable Integer interruptions) implements AgentStep {
        public Processing {
            checkAttempt(attempt, maxAttempts);
            if (interruptions != null) {
                Checks.atLeast(1, "interruptions", interruptions);
            }
        }

        /** An attempt that begins for the first time, or goes on. */
        public Processing(StepId step, String message, int attempt, int maxAttempts) {
            this(step, message, attempt, maxAttempts, null);
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
