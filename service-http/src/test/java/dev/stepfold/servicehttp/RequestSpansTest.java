package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.tracing.Tracing;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RequestSpansTest {
    private static final Traceparent CALLER =
            new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final RequestSpans spans = new RequestSpans(Tracing.by(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build()));

    @Test
    void namesTheRouteAndNotTheQuery() {
        MutableHttpRequest<?> request =
                HttpRequest.GET("/documents/a?owner=ann").header(Traceparent.HEADER, CALLER.value());
        spans.begin(request);
        BasicHttpAttributes.setUriTemplate(request, "/documents/{id:[^/]+}");

        spans.end(request, HttpResponse.ok());

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getName()).isEqualTo("GET /documents/{id}");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.getParentSpanId()).isEqualTo(CALLER.spanId());
        assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(200);
        assertThat(span.toString()).doesNotContain("ann");
    }

    @Test
    void beginsATraceForACallerWithoutOneOrWithOneThatCannotBeRead() {
        MutableHttpRequest<?> request = HttpRequest.GET("/documents").header(Traceparent.HEADER, "00-x");
        spans.begin(request);

        spans.end(request, HttpResponse.serverError());

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void knowsTheSpanOfTheCallThatAThreadAnswers() {
        HttpRequest<?> request = HttpRequest.GET("/documents");
        spans.begin(request);

        Supplier<Optional<Traceparent>> here = RequestSpans::here;
        assertThat(ServerRequestContext.with(request, here)).isPresent().isEqualTo(RequestSpans.of(request));
        assertThat(here.get()).isEmpty();
    }
}
