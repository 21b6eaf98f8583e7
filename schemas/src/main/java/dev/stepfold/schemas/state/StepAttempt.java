package dev.stepfold.schemas.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest attempt of a step.
 *
 * @param attempt from 1
 * @param maxAttempts the attempts the policy allows
 * @param error why it failed; null while it runs or if it succeeded
 * @param nextAttemptAt when the next attempt begins; only while one is awaited
 * @param findings what was wrong with the latest faulty answer, as input for the next attempt; empty if there was none,
 *     or the step is complete
 * @param interruptions how often it was restarted because its process ended
 * @param model the model that it asks, while it does and what that costs is not known yet; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepAttempt(
        int attempt,
        int maxAttempts,
        @Nullable StepError error,
        @Nullable Instant nextAttemptAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Finding> findings,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int interruptions,
        @Nullable String model) {
    public StepAttempt {
        Checks.atLeast(0, "interruptions", interruptions);
        Checks.atLeast(1, "attempt", attempt);
        Checks.atLeast(1, "maxAttempts", maxAttempts);
        findings = List.copyOf(findings);
        if (model != null) {
            Checks.notBlank("model", model);
        }
    }

    /** An attempt that asks no model. */
    public StepAttempt(
            int attempt,
            int maxAttempts,
            @Nullable StepError error,
            @Nullable Instant nextAttemptAt,
            List<Finding> findings,
            int interruptions) {
        this(attempt, maxAttempts, error, nextAttemptAt, findings, interruptions, null);
    }

    /** An attempt without findings and interruptions. */
    public StepAttempt(int attempt, int maxAttempts, @Nullable StepError error, @Nullable Instant nextAttemptAt) {
        this(attempt, maxAttempts, error, nextAttemptAt, List.of(), 0, null);
    }

    /** The same attempt, which asks no model any more. */
    StepAttempt withoutModel() {
        return new StepAttempt(attempt, maxAttempts, error, nextAttemptAt, findings, interruptions, null);
    }

    /** Reads an attempt, whose findings and interruptions may be left out. */
    @JsonCreator
    static StepAttempt of(
            @JsonProperty("attempt") int attempt,
            @JsonProperty("maxAttempts") int maxAttempts,
            @JsonProperty("error") @Nullable StepError error,
            @JsonProperty("nextAttemptAt") @Nullable Instant nextAttemptAt,
            @JsonProperty("findings") @Nullable List<Finding> findings,
            @JsonProperty("interruptions") @Nullable Integer interruptions,
            @JsonProperty("model") @Nullable String model) {
        return new StepAttempt(
                attempt,
                maxAttempts,
                error,
                nextAttemptAt,
                findings == null ? List.of() : findings,
                interruptions == null ? 0 : interruptions,
                model);
    }
}
