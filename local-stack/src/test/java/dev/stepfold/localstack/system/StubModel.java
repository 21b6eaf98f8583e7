package dev.stepfold.localstack.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible chat endpoint on a free port of this machine, so that steps take time and every attempt of a step
 * can be counted. It knows the step by the name of the schema in {@code response_format}, and answers with what stands for
 * that step in {@code openai/answers} of the orchestrator's tests.
 */
final class StubModel implements AutoCloseable {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    /** In the one line of JSON that a prompt holds its data in. */
    private static final Pattern REQUEST = Pattern.compile("\"request\":\"([^\"]*)\"");

    private final HttpServer server;
    private final Script script;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Ask> asked = new CopyOnWriteArrayList<>();
    private final Map<StepId, CountDownLatch> held = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A call.
     *
     * @param key the API key it came with, which tells who asks; empty where there is none
     * @param request what the document is to become, in plain words without quotation marks
     * @param at when it came
     */
    record Ask(String key, StepId step, String request, Instant at) {}

    /** The HTTP status to answer with, and how long that takes. */
    record Reply(int status, Duration delay) {}

    /** Says what to reply. */
    @FunctionalInterface
    interface Script {
        /**
         * What to reply to a call.
         *
         * @param earlier how often the same step was asked for with the same request before
         */
        Reply reply(Ask ask, int earlier);
    }

    private StubModel(HttpServer server, Script script) {
        this.server = server;
        this.script = script;
    }

    /**
     * Starts one that answers everything.
     *
     * @param delay how long it takes to answer
     */
    static StubModel start(Duration delay) {
        return start((_, _) -> new Reply(OK, delay));
    }

    /** Starts one that follows a script. */
    static StubModel start(Script script) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            StubModel stub = new StubModel(server, script);
            server.createContext("/v1/chat/completions", stub::handle);
            server.setExecutor(stub.threads);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the environment of the orchestrator has to be for it to ask this one. */
    Map<String, String> environment() {
        return Map.of(
                "STEPFOLD_GENERATOR",
                "openai",
                "OPENAI_BASE_URL",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "OPENAI_MODEL",
                "stub");
    }

    /** Answers no call of the step until {@link #release}. */
    void hold(StepId step) {
        held.put(step, new CountDownLatch(1));
    }

    /** Answers the calls of the step again, those that wait as well. */
    void release(StepId step) {
        CountDownLatch latch = held.remove(step);
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Forgets what it was asked, and holds nothing back. */
    void forget() {
        List.copyOf(held.keySet()).forEach(this::release);
        asked.clear();
    }

    /** The calls, in their order. */
    List<Ask> asks() {
        return List.copyOf(asked);
    }

    /** The steps that were asked for, in the order of the calls. */
    List<StepId> asked() {
        return asked.stream().map(Ask::step).toList();
    }

    /** How often the step was asked for. */
    long asked(StepId step) {
        return asked.stream().filter(ask -> ask.step() == step).count();
    }

    /** Whether the step was asked for with that request and that API key. */
    boolean isAsked(StepId step, String request, String key) {
        return asked.stream()
                .anyMatch(ask -> ask.step() == step
                        && ask.request().equals(request)
                        && ask.key().equals(key));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Ask ask = ask(exchange);
            Reply reply = script.reply(ask, note(ask));
            CountDownLatch hold = held.get(ask.step());
            if (hold != null) {
                hold.await();
            }
            var _ = closed.await(reply.delay().toMillis(), TimeUnit.MILLISECONDS);
            String body = reply.status() == OK ? completion(answer(ask.step())) : refusal(reply.status());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (reply.status() == TOO_MANY_REQUESTS) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Ask ask(HttpExchange exchange) throws IOException {
        JsonNode body = ContractMapper.mapper().readTree(exchange.getRequestBody());
        StepId step = StepId.of(
                body.path("response_format").path("json_schema").path("name").asText());
        Matcher request =
                REQUEST.matcher(body.path("messages").path(1).path("content").asText());
        String key = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("")
                .replaceFirst("^Bearer ", "");
        return new Ask(key, step, request.find() ? request.group(1) : "", Instant.now());
    }

    /** Notes the call, and answers how many like it there were before. */
    private synchronized int note(Ask ask) {
        int earlier = Math.toIntExact(asked.stream()
                .filter(other -> other.step() == ask.step() && other.request().equals(ask.request()))
                .count());
        asked.add(ask);
        return earlier;
    }

    private static String refusal(int status) {
        ObjectNode refusal = ContractMapper.mapper().createObjectNode();
        refusal.putObject("error").put("message", "The stub was told to answer " + status);
        return refusal.toString();
    }

    private static String answer(StepId step) throws IOException {
        try (InputStream in = StubModel.class.getResourceAsStream("/openai/answers/" + step + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String completion(String content) {
        ObjectNode completion = ContractMapper.mapper()
                .createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1_700_000_000)
                .put("model", "stub");
        ObjectNode choice = completion.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", content);
        completion
                .putObject("usage")
                .put("prompt_tokens", 12)
                .put("completion_tokens", 34)
                .put("total_tokens", 46);
        return completion.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
