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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An OpenAI-compatible chat endpoint on a free port of this machine, so that steps take time and every attempt of a step
 * can be counted. It knows the step by the name of the schema in {@code response_format}, and answers with what stands for
 * that step in {@code openai/answers} of the orchestrator's tests.
 */
final class StubModel implements AutoCloseable {
    private final HttpServer server;
    private final Duration delay;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<StepId> asked = new CopyOnWriteArrayList<>();
    private final Map<StepId, CountDownLatch> held = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StubModel(HttpServer server, Duration delay) {
        this.server = server;
        this.delay = delay;
    }

    /**
     * Starts it.
     *
     * @param delay how long it takes to answer
     */
    static StubModel start(Duration delay) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            StubModel stub = new StubModel(server, delay);
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

    /** The steps that were asked for, in the order of the calls. */
    List<StepId> asked() {
        return List.copyOf(asked);
    }

    /** How often the step was asked for. */
    long asked(StepId step) {
        return asked.stream().filter(step::equals).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = ContractMapper.mapper().readTree(exchange.getRequestBody());
            StepId step = StepId.of(body.path("response_format")
                    .path("json_schema")
                    .path("name")
                    .asText());
            asked.add(step);
            CountDownLatch hold = held.get(step);
            if (hold != null) {
                hold.await();
            }
            var _ = closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
            byte[] completion = completion(answer(step)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, completion.length);
            exchange.getResponseBody().write(completion);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
