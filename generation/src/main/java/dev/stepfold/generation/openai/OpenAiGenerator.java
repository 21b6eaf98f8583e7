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

    /** Counts no tokens, and records no span. */
    public OpenAiGenerator(OpenAiSettings settings, InstantSource clock) {
        this(settings, clock, TokenMeter.NONE, Tracing.OFF);
    }

    /**
     * @param meter takes what calls cost
     * @param tracing records a span for each call of the model, and tells the model's server of it
     */
    public OpenAiGenerator(OpenAiSettings settings, InstantSource clock, TokenMeter meter, Tracing tracing) {
        http = new InterruptibleHttp(settings.callTimeout(), clock, tracing);
        Asking model =
                new TracedAsking(settings.streaming() ? streaming(settings) : whole(settings), settings, tracing);
        ResponseForms forms = new ResponseForms(settings.responseForm(), clock);
        for (StepId id : StepId.values()) {
            steps.put(id, new OpenAiStep(id, model, forms, settings, meter));
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

    private Asking streaming(OpenAiSettings settings) {
        var builder = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(new CompletionsHttp(http).asBuilder())
                .baseUrl(settings.baseUrl().toString())
                .modelName(settings.model())
                .strictJsonSchema(true)
                .returnThinking(true)
                .timeout(settings.callTimeout());
        if (settings.apiKey() != null) {
            builder.apiKey(settings.apiKey().value());
        }
        return Asking.streaming(builder.build());
    }

    private Asking whole(OpenAiSettings settings) {
        var builder = OpenAiChatModel.builder()
                .httpClientBuilder(new CompletionsHttp(http).asBuilder())
                .baseUrl(settings.baseUrl().toString())
                .modelName(settings.model())
                .strictJsonSchema(true)
                .timeout(settings.callTimeout())
                .maxRetries(0);
        if (settings.apiKey() != null) {
            builder.apiKey(settings.apiKey().value());
        }
        var model = builder.build();
        return (request, _) -> model.chat(request);
    }
}
