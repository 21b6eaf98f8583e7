package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.step.StepProgress;
import dev.stepfold.modelstub.Call;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By the header that a call carries, a model's server can join the trace (W3C Trace Context). */
class TracedCallsTest {
    private static final Traceparent CAUSE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private final ScriptedModel model = new ScriptedModel();
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.by(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build());

    @AfterEach
    void close() {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carryTheirOwnSpanStreamedOrNot(boolean streaming) {
        ask(tracing, streaming);

        SpanData chat = exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().startsWith("chat "))
                .findFirst()
                .orElseThrow();
        Call call = model.calls().getFirst();
        assertThat(call.header("traceparent")).isEqualTo("00-" + CAUSE.traceId() + "-" + chat.getSpanId() + "-01");
        assertThat(call.headers()).doesNotContainKeys("tracestate", "baggage");
    }

    @Test
    void carryNoneWhileSpansAreNotRecorded() {
        ask(Tracing.OFF, true);

        assertThat(model.calls().getFirst().headers()).doesNotContainKey("traceparent");
    }

    private void ask(Tracing traced, boolean streaming) {
        OpenAiSettings settings = OpenAiSettings.of(new OpenAiSettings.Environment(
                model.baseUrl(), OpenAiRun.KEY, "asked-model", OpenAiRun.LONG, streaming));
        try (OpenAiGenerator generator =
                        new OpenAiGenerator(settings, InstantSource.system(), TokenMeter.NONE, traced);
                TraceSpan attempt = traced.begin("attempt", SpanKind.INTERNAL, CAUSE)) {
            attempt.run(() -> {
                try {
                    var _ = generator.step(StepId.first()).run(OpenAiRun.input(null, Map.of()), new StepProgress() {
                        @Override
                        public void report(String message) {}

                        @Override
                        public void beAlive() {}
                    });
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }
}
