package dev.stepfold.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.projection.topology.OwnerIndex.Selection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.tracing.HttpCalls;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
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
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other instances that stand still: their sockets take connections, and say nothing any more. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeersTest {
    /** How long the gateway waits for an instance (its {@code ProjectionClient}). */
    private static final Duration CALLER_WAITS = Duration.ofSeconds(1);

    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final ListQuery LIST = new ListQuery(new Selection(null, null), null, 20);

    private static final Traceparent ANSWERED = Traceparent.random(new Random(1));

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final HttpCalls calls = new HttpCalls(
            Tracing.by(OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                            .build())
                    .build()),
            () -> Optional.of(ANSWERED));

    @Test
    void givesAnInstanceUpWellBeforeTheCallerDoes() {
        assertThat(Peers.ANSWER_TIMEOUT)
                .isLessThanOrEqualTo(CALLER_WAITS.multipliedBy(3).dividedBy(4));
    }

    @Test
    void isNotReadyWhereTheOwnerNeverAnswers() throws IOException {
        try (ServerSocket frozen = listen();
                Peers peers = new Peers(null, HttpCalls.UNTRACED)) {
            assertThat(peers.ask(hostOf(frozen), DOCUMENT)).isInstanceOf(Lookup.NotReady.class);
            assertThat(peers.list(hostOf(frozen), LIST, new TreeSet<>(Set.of(0)))
                            .join())
                    .isInstanceOf(Listing.NotReady.class);
        }
    }

    @Test
    void isNotReadyWhereTheOwnerStopsInTheMiddleOfItsAnswer() throws IOException {
        try (ServerSocket frozen = listen();
                Peers peers = new Peers(null, HttpCalls.UNTRACED)) {
            Thread.ofVirtual().start(() -> beginAnswers(frozen));

            assertThat(peers.ask(hostOf(frozen), DOCUMENT)).isInstanceOf(Lookup.NotReady.class);
            assertThat(peers.list(hostOf(frozen), LIST, new TreeSet<>(Set.of(0)))
                            .join())
                    .isInstanceOf(Listing.NotReady.class);
        }
    }

    @Test
    void tellsTheOwnerWhichSpanTheQueryHas() throws IOException {
        try (ServerSocket owner = listen();
                Peers peers = new Peers(null, calls)) {
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> takeAndAnswer(owner));

            assertThat(peers.ask(hostOf(owner), DOCUMENT)).isInstanceOf(Lookup.Unknown.class);

            SpanData span = exporter.getFinishedSpanItems().getFirst();
            assertThat(span.getName()).isEqualTo("GET /documents/{id}");
            assertThat(span.getParentSpanId()).isEqualTo(ANSWERED.spanId());
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(asked.join())
                    .contains("traceparent: 00-" + ANSWERED.traceId() + "-" + span.getSpanId() + "-01\r\n");
        }
        assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    }

    /** Takes one request, answers that there is no such document, and tells the request's head. */
    private static String takeAndAnswer(ServerSocket server) {
        try (Socket connection = server.accept()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) connection.getInputStream().read());
            }
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return head.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void recordsThatTheOwnerDidNotAnswer() throws IOException {
        try (ServerSocket frozen = listen();
                Peers peers = new Peers(null, calls)) {
            peers.ask(hostOf(frozen), DOCUMENT);
        }

        assertThat(exporter.getFinishedSpanItems()).singleElement().satisfies(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo("java.util.concurrent.TimeoutException");
        });
    }

    private static void beginAnswers(ServerSocket server) {
        try {
            while (true) {
                Socket connection = server.accept();
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nETag: \"0\"\r\nContent-Length: 100\r\n\r\n{"
                                .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    private static HostInfo hostOf(ServerSocket server) {
        return new HostInfo(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }
}
