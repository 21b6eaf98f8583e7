package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.StepError;
import java.time.Duration;
import java.util.Locale;

/** Messages about steps, for a person. */
final class StepMessages {
    static final String INTERRUPTED = "Interrupted; begins again when the run is resumed";

    private StepMessages() {}

    static String begun(StepId step, int attempt) {
        String what = switch (step) {
            case PROMPT_UNDERSTANDING -> "Understanding the request";
            case DECISION_MAKING -> "Deciding what to build";
            case TECHNICAL_ANALYSIS -> "Analysing the technical needs";
            case DATABASE_GENERATION -> "Generating the database";
            case ACTION_GENERATION -> "Generating the actions";
            case SCHEDULE_GENERATION -> "Generating the schedules";
        };
        return attempt == 1 ? what : what + ", attempt " + attempt;
    }

    static String begunAgain(StepId step, int attempt) {
        return begun(step, attempt) + ", again after an interruption";
    }

    static String interruptedTooOften(int interruptions) {
        return "The attempt lost its process " + interruptions + " times; it is not restarted automatically";
    }

    static String retrying(StepError error, int attempt, int maxAttempts, Duration wait) {
        return String.format(
                Locale.ROOT,
                "Attempt %d of %d failed: %s. Next attempt in %.1f s",
                attempt,
                maxAttempts,
                error.message(),
                wait.toMillis() / 1000.0);
    }

    static String failed(StepError error, int attempt, int maxAttempts) {
        return "Failed after attempt " + attempt + " of " + maxAttempts + ": " + error.message();
    }
}
