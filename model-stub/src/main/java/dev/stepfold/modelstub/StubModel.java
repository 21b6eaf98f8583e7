package dev.stepfold.modelstub;

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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An OpenAI-compatible chat endpoint on a free port of this machine. It recognises the step by the name of the schema
 * in {@code response_format}, or else by the prompt, and answers each call as its {@link Responder} decides.
 */
public final class StubModel implements AutoCloseable {
    /** The model name in the answers. */
    public static final String MODEL = "stub-model-2026";

    public static final int TOKENS_READ = 1200;
    public static final int TOKENS_WRITTEN = 345;

    /** Hundreds of documents may call at the same moment; a refused connection would be retried after a second. */
    private static final int BACKLOG = 4_096;

    private static final String BASE_PATH = "/v1";
    private static final String CHAT_PATH = BASE_PATH + "/chat/completions";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern NUMBER = Pattern.compile("Step ([1-6]) of 6");
    private static final Duration DRIP_INTERVAL = Duration.ofMillis(20);
    private static final Map<StepId, String> GOOD_ANSWERS =
            Arrays.stream(StepId.values()).collect(Collectors.toMap(Function.identity(), StubModel::readGoodAnswer));

    private final HttpServer server;
    private final Responder responder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StubModel(HttpServer server, Responder responder) {
        this.server = server;
        this.responder = responder;
    }

    public static StubModel start(Responder responder) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            StubModel stub = new StubModel(server, responder);
            server.createContext("/", stub::handle);
            server.setExecutor(stub.threads);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value for {@code OPENAI_BASE_URL}. */
    public String baseUrl() {
        return baseUrl("");
    }

    /** The value for {@code OPENAI_BASE_URL} with which calls are recognised as this caller's. */
    public String baseUrl(String caller) {
        String path = caller.isEmpty() ? "" : "/" + caller;
        return "http://127.0.0.1:" + server.getAddress().getPort() + path + BASE_PATH;
    }

    /** The environment with which an orchestrator calls this model. */
    public Map<String, String> environment(String caller) {
        return Map.of("STEPFOLD_GENERATOR", "openai", "OPENAI_BASE_URL", baseUrl(caller), "OPENAI_MODEL", "stub");
    }

    /** How many callers went away during an answer that has no end. */
    public int abandoned() {
        return abandoned.get();
    }

    /** A valid answer. */
    public static String goodAnswer(StepId step) {
        return Objects.requireNonNull(GOOD_ANSWERS.get(step));
    }

    private static String readGoodAnswer(StepId step) {
        try (InputStream in = StubModel.class.getResourceAsStream("/openai/answers/" + step + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!path.endsWith(CHAT_PATH)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            Call call = call(exchange, path.substring(0, path.length() - CHAT_PATH.length()));
            StubReply reply = responder.reply(call);
            reply(exchange, call.body().path("stream").asBoolean() ? StubStream.streamed(reply) : reply);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Call call(HttpExchange exchange, String path) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        Instant now = Instant.now();
        JsonNode body = MAPPER.readTree(bytes);
        StepId step = step(body);
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> header.getValue().getFirst()));
        return new Call(path.isEmpty() ? "" : path.substring(1), step, headers, body, now);
    }

    /** From the name of the schema, or else from the prompt. */
    private static StepId step(JsonNode body) {
        JsonNode name = body.path("response_format").path("json_schema").path("name");
        if (name.isTextual()) {
            return StepId.of(name.asText());
        }
        Matcher number = NUMBER.matcher(body.path("messages").toString());
        if (!number.find()) {
            throw new IllegalArgumentException("no step is named");
        }
        return List.of(StepId.values()).get(Integer.parseInt(number.group(1)) - 1);
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
}
