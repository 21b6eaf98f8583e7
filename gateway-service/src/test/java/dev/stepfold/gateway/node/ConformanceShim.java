package dev.stepfold.gateway.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A server of Durable Streams whose reads are the gateway's: status, headers and framing are passed on as they are. A stream is a
 * document, and what is written to it becomes the message of an event, which reads turn back. A write is answered once
 * the gateway has seen its events.
 */
final class ConformanceShim implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("content-length", "transfer-encoding", "connection", "date", ":status");
    private static final Set<String> PASSED_ON =
            Set.of("if-none-match", "origin", "access-control-request-method", "access-control-request-headers");

    private final Gateway gateway;
    private final FakeOrchestrator orchestrator;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();

    private static final class Stream {
        final DocumentId document = new DocumentId(UUID.randomUUID().toString());
        final String contentType;
        long next;

        Stream(String contentType) {
            this.contentType = contentType;
        }

        boolean isJson() {
            return contentType.equals(JSON);
        }

        boolean isText() {
            return contentType.startsWith("text/");
        }
    }

    ConformanceShim(Gateway gateway, FakeOrchestrator orchestrator) {
        this.gateway = gateway;
        this.orchestrator = orchestrator;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = contentType(exchange);
        Stream stream = streams.get(path);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, path, stream, type.isEmpty() ? "application/octet-stream" : type, body);
            case "POST" -> post(exchange, stream, type, body);
            case "DELETE" -> {
                streams.remove(path);
                answer(exchange, stream == null ? 404 : 204);
            }
            default -> read(exchange, stream);
        }
    }

    private static String contentType(HttpExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private void put(HttpExchange exchange, String path, @Nullable Stream existing, String type, byte[] body)
            throws IOException {
        if (existing != null) {
            exchange.getResponseHeaders().set("Content-Type", existing.contentType);
            answer(exchange, existing, existing.contentType.equals(type) ? 200 : 409);
            return;
        }
        Stream stream = new Stream(type);
        gateway.post("/api/documents", "{\"request\":\"Be a stream\",\"documentId\":\"" + stream.document + "\"}");
        orchestrator.createTopic(stream.document);
        append(stream, body);
        streams.put(path, stream);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Location", uri() + path);
        answer(exchange, stream, 201);
    }

    private void post(HttpExchange exchange, @Nullable Stream stream, String type, byte[] body) throws IOException {
        if (stream == null) {
            answer(exchange, 404);
        } else if (body.length == 0 || type.isEmpty()) {
            answer(exchange, 400);
        } else if (!stream.contentType.equals(type)) {
            answer(exchange, 409);
        } else {
            append(stream, body);
            answer(exchange, stream, 204);
        }
    }

    /** In JSON mode, the elements of an array are messages of their own. */
    private void append(Stream stream, byte[] body) throws IOException {
        List<String> messages = new ArrayList<>();
        if (body.length > 0 && stream.isJson()) {
            JsonNode value = ContractMapper.mapper().readTree(body);
            if (value.isArray()) {
                value.forEach(element -> messages.add(element.toString()));
            } else {
                messages.add(value.toString());
            }
        } else if (body.length > 0) {
            messages.add(Base64.getEncoder().encodeToString(body));
        }
        synchronized (stream) {
            for (String message : messages) {
                RecordedEvent event =
                        SampleRun.at(stream.document, stream.next++, SampleRun.processing(StepId.first(), message));
                orchestrator.happen(List.of(event));
                gateway.awaitRelayed(event);
            }
        }
    }

    private void read(HttpExchange exchange, @Nullable Stream stream) throws IOException, InterruptedException {
        String query = exchange.getRequestURI().getRawQuery();
        DocumentId document = stream == null ? new DocumentId("nobody") : stream.document;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        gateway.uri("/api/documents/" + document + "/stream" + (query == null ? "" : "?" + query)))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        String type = response.headers().firstValue("content-type").orElse("");
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        try (InputStream body = response.body()) {
            if (type.equals("text/event-stream") && stream != null) {
                passEvents(exchange, stream, body);
            } else if (response.statusCode() == 200 && stream != null && type.equals(JSON)) {
                exchange.getResponseHeaders().set("Content-Type", stream.contentType);
                byte[] content =
                        exchange.getRequestMethod().equals("HEAD") ? new byte[0] : content(stream, body.readAllBytes());
                send(exchange, 200, content);
            } else {
                send(exchange, response.statusCode(), body.readAllBytes());
            }
        }
    }

    private static void passEvents(HttpExchange exchange, Stream stream, InputStream body) throws IOException {
        if (!stream.isJson() && !stream.isText()) {
            exchange.getResponseHeaders().set("stream-sse-data-encoding", "base64");
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String passed = line.startsWith("data:[") ? data(stream, line.substring("data:".length())) : line;
            out.write((passed + "\n").getBytes(StandardCharsets.UTF_8));
            if (line.isEmpty()) {
                out.flush();
            }
        }
    }

    private static String data(Stream stream, String events) throws IOException {
        byte[] content = content(stream, events.getBytes(StandardCharsets.UTF_8));
        String text = stream.isJson() || stream.isText()
                ? new String(content, StandardCharsets.UTF_8)
                : Base64.getEncoder().encodeToString(content);
        return "data:" + text.replaceAll("\r\n|\r|\n", "\ndata:");
    }

    /** What was written, from the events that it became. */
    private static byte[] content(Stream stream, byte[] events) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ArrayNode values = ContractMapper.mapper().createArrayNode();
        for (JsonNode event : ContractMapper.mapper().readTree(events)) {
            String message = event.path("message").asText();
            if (stream.isJson()) {
                values.add(ContractMapper.mapper().readTree(message));
            } else {
                content.writeBytes(Base64.getDecoder().decode(message));
            }
        }
        return stream.isJson() ? values.toString().getBytes(StandardCharsets.UTF_8) : content.toByteArray();
    }

    private static void answer(HttpExchange exchange, Stream stream, int status) throws IOException {
        exchange.getResponseHeaders().set("Stream-Next-Offset", String.format(Locale.ROOT, "%020d", stream.next));
        answer(exchange, status);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }
}
