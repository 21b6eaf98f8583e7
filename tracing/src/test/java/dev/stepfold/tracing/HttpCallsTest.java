package dev.stepfold.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.codec.Traceparent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpCallsTest {
    private static final Traceparent ANSWERED =
            new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final URI SECRET = URI.create("HTTPS://user:word@hooks.example.com/T0/secret?owner=ann");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.by(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build());

    @Test
    void namesTheServerAndNeitherPathNorQuery() {
        try (TraceSpan span = HttpCalls.begin(tracing, "POST", ANSWERED, SECRET)) {
            HttpCalls.answered(span, 204, true);
        }

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getName()).isEqualTo("POST");
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getParentSpanId()).isEqualTo(ANSWERED.spanId());
        assertThat(span.getStatus()).isEqualTo(StatusData.unset());
        assertThat(span.getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("http.request.method", "POST")
                        .put("server.address", "hooks.example.com")
                        .put("server.port", 443)
                        .put("http.response.status_code", 204)
                        .build()
                        .asMap());
    }

    @Test
    void failsWithAnAnswerThatTheCallerDoesNotWish() {
        try (TraceSpan span = HttpCalls.begin(tracing, "POST", ANSWERED, SECRET)) {
            HttpCalls.answered(span, 301, false);
        }

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(io.opentelemetry.api.trace.StatusCode.ERROR);
        assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("301");
    }

    @Test
    void failsWithoutAnAnswerAndKeepsTheMessageToItself() {
        try (TraceSpan span = HttpCalls.begin(tracing, "POST", ANSWERED, SECRET)) {
            HttpCalls.failed(span, new IOException("no route to 10.0.0.7"));
        }

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("java.io.IOException");
        assertThat(span.getStatus().getDescription()).isEqualTo("IOException");
    }

    @Test
    void beginsASpanWhereTheThreadAnswersACall() {
        HttpCalls calls = new HttpCalls(tracing, () -> Optional.of(ANSWERED));

        calls.begin("GET /documents/{id}", URI.create("http://projection/documents/a"))
                .orElseThrow()
                .close();

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getName()).isEqualTo("GET /documents/{id}");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("http.request.method")))
                .isEqualTo("GET");
        assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
                .isEqualTo(80);
    }

    @Test
    void beginsNoneWhereItAnswersNoneOrNothingIsRecorded() {
        assertThat(new HttpCalls(tracing, Optional::empty).begin("GET", SECRET)).isEmpty();
        assertThat(HttpCalls.UNTRACED.begin("GET", SECRET)).isEmpty();
        assertThat(new HttpCalls(Tracing.OFF, () -> {
                            throw new AssertionError("asked for nothing");
                        })
                        .begin("GET", SECRET))
                .isEmpty();
    }
}
