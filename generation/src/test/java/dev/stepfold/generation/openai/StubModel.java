package dev.stepfold.generation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stepfold.schemas.StepId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An OpenAI-compatible chat endpoint on a free port of this machine. It knows the step by the name of the schema in
 * {@code response_format}, does what was scripted for that step's next call, and otherwise gives the good answer from
 * {@code openai/answers}.
 */
public final class StubModel implements AutoCloseable {
    /** The model name in the answers. */
    public static final String MODEL = "stub-model-2026";

    public static final int TOKENS_READ = 1200;
    public static final int TOKENS_WRITTEN = 345;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration DRIP_INTERVAL = Duration.ofMillis(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<StepId, Queue<StubReply>> scripts = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StubModel(HttpServer server) {
        this.server = server;
    }

    public static StubModel start() {
        try {
            StubModel stub =
                    new StubModel(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            stub.server.createContext("/v1/chat/completions", stub::handle);
            stub.server.setExecutor(stub.threads);
            stub.server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value for {@code OPENAI_BASE_URL}. */
    public String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** Scripts the replies to the next calls of the step, one after the other. */
    public void script(StepId step, StubReply... replies) {
        scripts.computeIfAbsent(step, _ -> new ConcurrentLinkedQueue<>()).addAll(List.of(replies));
    }

    /** The calls so far. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many callers went away while an answer dripped. */
    public int abandoned() {
        return abandoned.get();
    }

    /** The answer that is given if nothing is scripted. */
    public static String goodAnswer(StepId step) {
        try (InputStream in = StubModel.class.getResourceAsStream("/openai/answers/" + step + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode body = MAPPER.readTree(exchange.getRequestBody());
        StepId step = StepId.of(
                body.path("response_format").path("json_schema").path("name").asText());
        String authorization =
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        calls.add(new Call(step, authorization, body));
        Queue<StubReply> script = scripts.get(step);
        StubReply scripted = script == null ? null : script.poll();
        try (exchange) {
            StubReply reply = scripted == null ? new StubReply.Content(goodAnswer(step)) : scripted;
            reply(exchange, body.path("stream").asBoolean() ? StubStream.streamed(reply) : reply);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void reply(HttpExchange exchange, StubReply reply) throws IOException, InterruptedException {
        switch (reply) {
            case StubReply.Status status -> {
                status.headers()
                        .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
                send(exchange, status.code(), status.body());
            }
            case StubReply.Content content ->
                send(
                        exchange,
                        200,
                        completion(message -> message.put("content", content.content()), content.finishReason()));
            case StubReply.Refusal refusal ->
                send(
                        exchange,
                        200,
                        completion(message -> message.putNull("content").put("refusal", refusal.words()), "stop"));
            case StubReply.Whole whole ->
                send(exchange, 200, completion(message -> message.put("content", whole.content()), "stop"));
            case StubReply.Events events -> stream(exchange, events);
            case StubReply.Body body -> send(exchange, 200, body.body());
            case StubReply.Cut _ -> {
                byte[] half = "{\"choices\":[{\"message\":{\"content\":".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, 2L * half.length);
                exchange.getResponseBody().write(half);
                exchange.getResponseBody().flush();
            }
            case StubReply.Drop _ -> exchange.close();
            case StubReply.Drip _ -> drip(exchange);
            case StubReply.Delayed delayed -> {
                var _ = closed.await(delayed.delay().toMillis(), TimeUnit.MILLISECONDS);
                reply(exchange, delayed.reply());
            }
        }
    }

    private void stream(HttpExchange exchange, StubReply.Events events) throws IOException, InterruptedException {
        byte[] bytes = events.events().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, events.after() == StubReply.Events.After.BREAK ? 2L * bytes.length : 0);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes);
        out.flush();
        switch (events.after()) {
            case END -> out.close();
            case BREAK -> exchange.close();
            case SILENCE -> closed.await();
            case MORE_OF_THE_SAME -> {
                try {
                    while (closed.getCount() > 0) {
                        out.write(bytes);
                    }
                } catch (IOException _) {
                    abandoned.incrementAndGet();
                }
            }
        }
    }

    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        while (!closed.await(DRIP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                out.write(' ');
                out.flush();
            } catch (IOException _) {
                abandoned.incrementAndGet();
                return;
            }
        }
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String completion(Consumer<ObjectNode> message, String finishReason) {
        ObjectNode completion = MAPPER.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1_700_000_000)
                .put("model", MODEL)
                .put("a_field_of_this_server_alone", true);
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", finishReason);
        message.accept(choice.putObject("message").put("role", "assistant").put("another_such_field", "yes"));
        completion
                .putObject("usage")
                .put("prompt_tokens", TOKENS_READ)
                .put("completion_tokens", TOKENS_WRITTEN)
                .put("total_tokens", TOKENS_READ + TOKENS_WRITTEN);
        return completion.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /**
     * A call that came in.
     *
     * @param authorization of the header; empty without one
     */
    public record Call(StepId step, String authorization, JsonNode body) {
        /** The text of the message of that role. */
        public String message(String role) {
            for (JsonNode message : body.path("messages")) {
                if (message.path("role").asText().equals(role)) {
                    return message.path("content").asText();
                }
            }
            return "";
        }
    }
}
