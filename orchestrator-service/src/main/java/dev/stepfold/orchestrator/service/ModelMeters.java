package dev.stepfold.orchestrator.service;

import dev.stepfold.generation.openai.TokenMeter;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What calls of the model cost, to be seen from outside. Calls of which the cost is not known are counted as such. */
@Singleton
final class ModelMeters implements TokenMeter {
    private static final String STEP = "step";

    private final MeterRegistry meters;

    ModelMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void count(StepId step, @Nullable TokenUsage tokens) {
        Counter.builder("stepfold.model.calls")
                .tag(STEP, step.wireName())
                .tag("usage", tokens == null ? "unknown" : "known")
                .description("Calls of the model that are over, and whether it is known what they cost")
                .register(meters)
                .increment();
        if (tokens != null) {
            tokens(step, "input").increment((double) tokens.input());
            tokens(step, "output").increment((double) tokens.output());
        }
    }

    private Counter tokens(StepId step, String direction) {
        return Counter.builder("stepfold.model.tokens")
                .tag(STEP, step.wireName())
                .tag("direction", direction)
                .description("Tokens that the model read and wrote")
                .register(meters);
    }
}
