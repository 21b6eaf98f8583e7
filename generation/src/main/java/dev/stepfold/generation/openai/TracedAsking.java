package dev.stepfold.generation.openai;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Calls of a model with a span each, a child of the attempt's, named as OpenTelemetry's semantic conventions for
 * generative AI name it. It holds no prompt and no answer. The HTTP client below is called on its behalf.
 */
final class TracedAsking implements Asking {
    private final Asking model;
    private final OpenAiSettings settings;
    private final Tracing tracing;

    TracedAsking(Asking model, OpenAiSettings settings, Tracing tracing) {
        this.model = model;
        this.settings = settings;
        this.tracing = tracing;
    }

    @Override
    public ChatResponse ask(ChatRequest request, Consumer<String> written) {
        Optional<Traceparent> attempt = tracing.here();
        if (attempt.isEmpty()) {
            return model.ask(request, written);
        }
        try (TraceSpan span = tracing.begin("chat " + settings.model(), SpanKind.CLIENT, attempt.get())) {
            span.set("gen_ai.operation.name", "chat");
            span.set("gen_ai.request.model", settings.model());
            try {
                ChatResponse response = span.call(() -> model.ask(request, written));
                note(response, span);
                return response;
            } catch (RuntimeException e) {
                span.failed(e.getClass().getSimpleName());
                throw e;
            }
        }
    }

    private static void note(ChatResponse response, TraceSpan span) {
        var usage = response.tokenUsage();
        if (usage != null && usage.inputTokenCount() != null && usage.outputTokenCount() != null) {
            span.set("gen_ai.usage.input_tokens", usage.inputTokenCount());
            span.set("gen_ai.usage.output_tokens", usage.outputTokenCount());
        }
    }
}
