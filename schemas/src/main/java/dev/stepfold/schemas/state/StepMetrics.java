package dev.stepfold.schemas.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.event.TokenUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a step cost in the document's current run.
 *
 * @param attempts attempts begun so far, those before a retry by a person included
 * @param duration how long the successful attempt took; null before there is one
 * @param model the model that answered, or the generator's name
 * @param tokens what the model read and wrote for the successful attempt
 * @param tokensSpent what all attempts cost in the run in which the step was tried; null if none asked a model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepMetrics(
        int attempts,
        @JsonProperty("durationMs") @Nullable Duration duration,
        @Nullable String model,
        @Nullable TokenUsage tokens,
        @Nullable TokensSpent tokensSpent) {
    public StepMetrics {
        Checks.atLeast(0, "metrics.attempts", attempts);
        duration = duration == null ? null : Checks.wholeMillis(0, "metrics.durationMs", duration);
    }

    /** The metrics of a step that asked no model. */
    public StepMetrics(int attempts, @Nullable Duration duration, @Nullable String model, @Nullable TokenUsage tokens) {
        this(attempts, duration, model, tokens, null);
    }

    StepMetrics withAttempt() {
        return new StepMetrics(attempts + 1, duration, model, tokens, tokensSpent);
    }

    /** With what one more attempt cost; null if that is not known. */
    StepMetrics withCost(@Nullable TokenUsage used) {
        TokensSpent before = tokensSpent == null ? TokensSpent.NOTHING : tokensSpent;
        return new StepMetrics(attempts, duration, model, tokens, before.plus(used));
    }
}
