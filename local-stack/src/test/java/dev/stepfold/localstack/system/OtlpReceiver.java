package dev.stepfold.localstack.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans as a collector does: OTLP over HTTP, in protobuf. */
final class OtlpReceiver implements AutoCloseable {
    private static final String PATH = "/v1/traces";
    private static final int SPANS_MAX = 10_000;

    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    /** A span, and the service that sent it. */
    record Received(String service, Span span) {
        String text(String attribute) {
            return OtlpReceiver.text(span.getAttributesList(), attribute);
        }

        long number(String attribute) {
            return span.getAttributesList().stream()
                    .filter(one -> one.getKey().equals(attribute))
                    .mapToLong(one -> one.getValue().getIntValue())
                    .findFirst()
                    .orElse(-1);
        }
    }

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    static OtlpReceiver start() {
        try {
            OtlpReceiver receiver =
                    new OtlpReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            receiver.server.createContext(PATH, receiver::take);
            receiver.server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service's environment has to be for it to send its spans here, soon after they end. */
    Map<String, String> environment() {
        return Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "OTEL_BSP_SCHEDULE_DELAY",
                "100");
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(
                    exchange.getRequestBody().readAllBytes());
            for (ResourceSpans resource : request.getResourceSpansList()) {
                String service = text(resource.getResource().getAttributesList(), "service.name");
                for (ScopeSpans scope : resource.getScopeSpansList()) {
                    scope.getSpansList().forEach(span -> add(new Received(service, span)));
                }
            }
            byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private void add(Received span) {
        if (spans.size() < SPANS_MAX) {
            spans.add(span);
        }
    }

    private static String text(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(one -> one.getKey().equals(key))
                .map(one -> one.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    /** What came so far. */
    List<Received> spans() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
