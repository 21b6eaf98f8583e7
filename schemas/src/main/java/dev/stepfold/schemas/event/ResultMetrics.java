package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a result cost.
 *
 * @param duration how long the successful attempt took
 * @param model the model that answered, or the generator's name
 * @param tokens what the model read and wrote; null if that is not known, or no model was asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResultMetrics(
        @JsonProperty("durationMs") Duration duration,
        String model,
        @Nullable TokenUsage tokens) {
    public ResultMetrics {
        duration = Checks.wholeMillis(0, "metrics.durationMs", duration);
    }
}
