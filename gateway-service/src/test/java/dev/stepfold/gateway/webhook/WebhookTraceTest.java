package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Receiver;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Each post is a span of the event's trace, which its receiver can join (W3C Trace Context). */
final class WebhookTraceTest extends WebhookStage {
    private static final AttributeKey<Long> RESENDS = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    @Test
    void eachPostIsAChildOfTheAppendAndTellsItsReceiverSo() throws Exception {
        replace(recording());
        WebhookId id = register(receiver.url("/secret?token=hidden"), "agent-run.started");
        receiver.answer(_ -> 503);
        DocumentId document = document(SampleRun.started());
        awaitPending(id, document, 1);
        receiver.answer(_ -> 200);
        CLOCK.pass(Duration.ofSeconds(6));

        List<SpanData> spans = awaitSpans(2);

        assertThat(spans).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("POST");
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getTraceId()).isEqualTo(FakeOrchestrator.TRACE.traceId());
            assertThat(span.getParentSpanId()).isEqualTo(FakeOrchestrator.TRACE.spanId());
            assertThat(span.getAttributes().get(AttributeKey.stringKey("stepfold.event")))
                    .isEqualTo("agent-run.started");
            assertThat(span.toString()).doesNotContain("secret").doesNotContain("hidden");
        });
        assertThat(spans).extracting(span -> span.getAttributes().get(RESENDS)).containsExactly(null, 1L);
        assertThat(spans).extracting(span -> span.getAttributes().get(ERROR)).containsExactly("503", null);
        assertThat(spans)
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
        assertThat(receiver.of(document))
                .extracting(post -> post.headers().get("traceparent"))
                .containsExactlyElementsOf(spans.stream()
                        .map(span -> "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01")
                        .toList());
        assertThat(receiver.of(document))
                .allSatisfy(post -> assertThat(post.headers()).doesNotContainKeys("tracestate", "baggage"));
    }

    @Test
    void aPostOfAnArchivedDocumentIsInItsTraceToo() throws Exception {
        replace(recording());
        DocumentId document = document(SampleRun.started());
        orchestrator.archive(SampleRun.from(document, 0, List.of(SampleRun.started())));
        WebhookId id = register(receiver.url("/"), "agent-run.started");

        webhooks.replay(
                Caller.LOCAL, id.value(), ("{\"documentId\":\"" + document + "\"}").getBytes(StandardCharsets.UTF_8));

        assertThat(awaitSpans(1))
                .extracting(SpanData::getParentSpanId)
                .containsExactly(FakeOrchestrator.TRACE.spanId());
    }

    @Test
    void aPostThatIsNotRecordedSaysNothingOfATrace() throws Exception {
        register(receiver.url("/"), "agent-run.started");

        DocumentId document = document(SampleRun.started());

        receiver.awaitSequences(document, 1);
        assertThat(receiver.of(document))
                .extracting(Receiver.Received::headers)
                .allSatisfy(headers -> assertThat(headers).doesNotContainKey("traceparent"));
    }

    private List<SpanData> awaitSpans(int count) {
        return Awaitility.await().until(exporter::getFinishedSpanItems, spans -> spans.size() >= count);
    }

    private Tracing recording() {
        return Tracing.by(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build());
    }
}
