package dev.stepfold.orchestrator.service;

import dev.stepfold.generation.openai.TokenMeter;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What calls of the model cost, to be seen from outside. Calls of which the cost is not known are counted as such. All
 * series are there from the start.
 */
@Singleton
final class ModelMeters implements TokenMeter {
    private final Map<StepId, OfStep> steps = new EnumMap<>(StepId.class);

    ModelMeters(MeterRegistry meters) {
        for (StepId step : StepId.values()) {
            steps.put(
                    step,
                    new OfStep(
                            calls(meters, step, "known"),
                            calls(meters, step, "unknown"),
                            tokens(meters, step, "input"),
                            tokens(meters, step, "output")));
        }
    }

    private record OfStep(Counter known, Counter unknown, Counter input, Counter output) {}

    @Override
    public void count(StepId step, @Nullable TokenUsage tokens) {
        OfStep of = Objects.requireNonNull(steps.get(step));
        if (tokens == null) {
            of.unknown.increment();
        } else {
            of.known.increment();
            of.input.increment((double) tokens.input());
            of.output.increment((double) tokens.output());
        }
    }

    private static Counter calls(MeterRegistry meters, StepId step, String usage) {
        return Counter.builder("stepfold.model.calls")
                .tag("step", step.wireName())
                .tag("usage", usage)
                .description("Calls of the model that are over, and whether it is known what they cost")
                .register(meters);
    }

    private static Counter tokens(MeterRegistry meters, StepId step, String direction) {
        return Counter.builder("stepfold.model.tokens")
                .tag("step", step.wireName())
                .tag("direction", direction)
                .description("Tokens that the model read and wrote")
                .register(meters);
    }
}
