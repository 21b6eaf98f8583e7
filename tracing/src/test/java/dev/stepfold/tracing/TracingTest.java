package dev.stepfold.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.stepfold.schemas.codec.Traceparent;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TracingTest {
    private static final Traceparent CALLER =
            new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final Traceparent UNSAMPLED =
            new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.by(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setPropagators(ContextPropagators.create(TextMapPropagator.composite(
                    W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
            .build());

    @Test
    void passesTheCausesTraceparentOnWhileItIsOff() {
        try (TraceSpan span = Tracing.OFF.begin("append", SpanKind.PRODUCER, CALLER)) {
            span.run(() -> assertThat(Tracing.OFF.here()).isEmpty());
            assertThat(span.traceparent()).isSameAs(CALLER);
        }
        assertThat(Tracing.OFF.isOn()).isFalse();
    }

    @Test
    void makesTheCauseTheParentByTheTraceparentAlone() {
        Traceparent carried;
        try (TraceSpan command = tracing.begin("command", SpanKind.PRODUCER, CALLER)) {
            carried = command.traceparent();
        }
        tracing.begin("decide", SpanKind.CONSUMER, carried).close();

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(CALLER.traceId());
        assertThat(spans)
                .extracting(SpanData::getParentSpanId)
                .containsExactly(CALLER.spanId(), spans.getFirst().getSpanId());
    }

    @Test
    void beginsATraceWithoutAParent() {
        tracing.beginTrace("POST", SpanKind.SERVER, CALLER).close();

        assertThat(exporter.getFinishedSpanItems())
                .singleElement()
                .satisfies(span ->
                        assertThat(span.getParentSpanContext().isValid()).isFalse());
    }

    @Test
    void recordsNothingOfATraceThatItsCallerDidNotSample() {
        try (TraceSpan span = tracing.begin("append", SpanKind.PRODUCER, UNSAMPLED)) {
            assertThat(span.traceparent().value())
                    .startsWith("00-" + UNSAMPLED.traceId())
                    .endsWith("-00");
        }

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void tellsAThreadWhatItWorksFor() {
        List<Optional<Traceparent>> seen = new ArrayList<>();

        try (TraceSpan attempt = tracing.begin("attempt", SpanKind.INTERNAL, CALLER)) {
            attempt.run(() -> seen.add(tracing.here()));
            assertThat(seen).containsExactly(Optional.of(attempt.traceparent()));
        }
        assertThat(tracing.here()).isEmpty();
    }

    @Test
    void saysWhatFailed() {
        try (TraceSpan span = tracing.begin("append", SpanKind.PRODUCER, CALLER)) {
            span.failed("no acknowledgement");
        }

        assertThat(exporter.getFinishedSpanItems())
                .extracting(SpanData::getStatus)
                .containsExactly(StatusData.create(io.opentelemetry.api.trace.StatusCode.ERROR, "no acknowledgement"));
    }

    @Test
    void doesSomethingOnBehalfOfASpanAndReturnsWhatComesOfIt() {
        try (TraceSpan attempt = tracing.begin("attempt", SpanKind.INTERNAL, CALLER)) {
            assertThat(attempt.<Optional<Traceparent>>call(tracing::here)).contains(attempt.traceparent());
        }
        try (TraceSpan none = Tracing.OFF.begin("attempt", SpanKind.INTERNAL, CALLER)) {
            assertThat(none.<Optional<Traceparent>>call(Tracing.OFF::here)).isEmpty();
        }
    }

    @Test
    void tellsOthersTheSpanAloneAndNothingThatACallerSentBesides() {
        try (TraceSpan span = tracing.begin("chat", SpanKind.CLIENT, UNSAMPLED);
                Scope _ = Baggage.builder().put("user", "ann").build().makeCurrent()) {
            assertThat(tracing.headers(span.traceparent()))
                    .containsExactly(
                            entry(Traceparent.HEADER, span.traceparent().value()));
        }
    }

    @Test
    void tellsOthersNothingOfASpanThatNobodyRecordsOrWithoutAPropagator() {
        Tracing silent = Tracing.by(OpenTelemetrySdk.builder().build());

        assertThat(Tracing.OFF.headers(CALLER)).isEmpty();
        assertThat(silent.headers(CALLER)).isEmpty();
    }
}
