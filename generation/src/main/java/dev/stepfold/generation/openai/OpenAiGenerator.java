package dev.stepfold.generation.openai;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.stepfold.generation.step.Generator;
import dev.stepfold.generation.step.Step;
import dev.stepfold.schemas.StepId;
import dev.stepfold.tracing.Tracing;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Generates with a model behind an OpenAI-compatible chat endpoint: one call, one answer for each attempt of a step. */
public final class OpenAiGenerator implements Generator, AutoCloseable {
    /** The name by which {@code STEPFOLD_GENERATOR} and the run option {@code generator} choose it. */
    public static final String NAME = "openai";

    private final InterruptibleHttp http;
    private final Map<StepId, Step> steps = new EnumMap<>(StepId.class);

    /** @param tracing records a span for each call of the model */
    public OpenAiGenerator(OpenAiSettings settings, InstantSource clock, Tracing tracing) {
        http = new InterruptibleHttp(settings.callTimeout(), clock);
        for (StepId id : StepId.values()) {
            steps.put(
                    id,
                    new OpenAiStep(id, new TracedAsking(model(settings, isStrict(id)), settings, tracing), settings));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Step step(StepId id) {
        return Objects.requireNonNull(steps.get(id));
    }

    /** Aborts the calls in progress. */
    @Override
    public void close() {
        http.close();
    }

    /**
     * Whether the server may enforce the schema strictly. An action's input and output are schemas themselves, and thus
     * objects of any form, which OpenAI's strict mode does not support.
     */
    static boolean isStrict(StepId step) {
        return switch (step) {
            case PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS, DATABASE_GENERATION, SCHEDULE_GENERATION ->
                true;
            case ACTION_GENERATION -> false;
        };
    }

    private Asking model(OpenAiSettings settings, boolean strict) {
        return settings.streaming() ? streaming(settings, strict) : whole(settings, strict);
    }

    private Asking streaming(OpenAiSettings settings, boolean strict) {
        var builder = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(http.asBuilder())
                .baseUrl(settings.baseUrl().toString())
                .modelName(settings.model())
                .strictJsonSchema(strict)
                .returnThinking(true)
                .timeout(settings.callTimeout());
        if (settings.apiKey() != null) {
            builder.apiKey(settings.apiKey().value());
        }
        return Asking.streaming(builder.build());
    }

    private Asking whole(OpenAiSettings settings, boolean strict) {
        var builder = OpenAiChatModel.builder()
                .httpClientBuilder(http.asBuilder())
                .baseUrl(settings.baseUrl().toString())
                .modelName(settings.model())
                .strictJsonSchema(strict)
                .timeout(settings.callTimeout())
                .maxRetries(0);
        if (settings.apiKey() != null) {
            builder.apiKey(settings.apiKey().value());
        }
        var model = builder.build();
        return (request, _) -> model.chat(request);
    }
}
