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
 * @param tokens what the model read and wrote
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepMetrics(
        int attempts,
        @JsonProperty("durationMs") @Nullable Duration duration,
        @Nullable String model,
        @Nullable TokenUsage tokens) {
    public StepMetrics {
        Checks.atLeast(0, "metrics.attempts", attempts);
        duration = duration == null ? null : Checks.wholeMillis(0, "metrics.durationMs", duration);
    }
}
