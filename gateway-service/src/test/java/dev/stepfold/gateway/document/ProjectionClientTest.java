package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.tracing.HttpCalls;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ProjectionClientTest {
    private static final DocumentId LOST = new DocumentId("lost");
    private static final DocumentId HELD = new DocumentId("held");
    private static final Traceparent ANSWERED =
            new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    @Test
    void queriesAnInstanceForTheNextDocumentAfterItCouldNotAnswerForOne() {
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client = new ProjectionClient(
                        List.of(projection.uri()), null, HttpCalls.UNTRACED, Duration.ofMinutes(1))) {
            projection.holds(DocumentState.initial(HELD));
            projection.failWith(503);
            assertThat(client.find(LOST)).isEqualTo(new ProjectionAnswer.Unavailable());
            projection.failWith(0);

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Known(DocumentState.initial(HELD)));
        }
    }

    @Test
    void usesNoStateThatAnEarlierVersionFolded() {
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client = new ProjectionClient(
                        List.of(projection.uri()), null, HttpCalls.UNTRACED, Duration.ofMinutes(1))) {
            projection.holds(HELD, JsonCodec.STATES.encode(DocumentState.initial(HELD)));

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Unavailable());
        }
    }

    @Test
    void looksUpADocumentAfterAListTimedOut() {
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client = new ProjectionClient(
                        List.of(projection.uri()), null, HttpCalls.UNTRACED, Duration.ofSeconds(2))) {
            projection.holds(DocumentState.initial(HELD));
            Awaitility.await().until(() -> client.find(HELD) instanceof ProjectionAnswer.Known);
            projection.stallLists();
            assertThat(client.list(new DocumentLists.Query(null, null, null, 1)))
                    .isEmpty();

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Known(DocumentState.initial(HELD)));
        }
    }

    @Test
    void givesUpOnAnInstanceThatStopsInTheMiddleOfItsAnswer() throws IOException {
        try (ServerSocket frozen = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                ProjectionClient client = new ProjectionClient(
                        List.of(URI.create("http://127.0.0.1:" + frozen.getLocalPort())),
                        null,
                        HttpCalls.UNTRACED,
                        Duration.ofMillis(500))) {
            Thread.ofVirtual().start(() -> beginAnAnswer(frozen));

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Unavailable());
        }
    }

    @Test
    void tellsAnInstanceWhichSpanItsQueryHas() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        HttpCalls calls = new HttpCalls(
                Tracing.by(OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                                .build())
                        .build()),
                () -> Optional.of(ANSWERED));
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client =
                        new ProjectionClient(List.of(projection.uri()), null, calls, Duration.ofMinutes(1))) {
            assertThat(client.find(LOST)).isEqualTo(new ProjectionAnswer.Unknown());
            assertSpan(exporter, "GET /documents/{id}", StatusCode.UNSET, projection);

            projection.failWith(503);
            assertThat(client.list(new DocumentLists.Query(new Owner("ann"), null, null, 1)))
                    .isEmpty();
            assertSpan(exporter, "GET /documents", StatusCode.ERROR, projection);
            assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain("ann");
        }
    }

    private static void assertSpan(
            InMemorySpanExporter exporter, String name, StatusCode status, FakeProjection projection) {
        SpanData span = exporter.getFinishedSpanItems().getLast();
        assertThat(span.getName()).isEqualTo(name);
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getParentSpanId()).isEqualTo(ANSWERED.spanId());
        assertThat(span.getStatus().getStatusCode()).isEqualTo(status);
        assertThat(projection.traceparent()).isEqualTo("00-" + ANSWERED.traceId() + "-" + span.getSpanId() + "-01");
    }

    private static void beginAnAnswer(ServerSocket server) {
        try {
            server.accept()
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
