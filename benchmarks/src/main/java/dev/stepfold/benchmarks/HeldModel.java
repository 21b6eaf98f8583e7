package dev.stepfold.benchmarks;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible chat endpoint on a free port of this machine. It answers every step at once but the one it holds,
 * whose calls wait until their document is let go; and it keeps who asked for which step of which document, and when. It
 * knows the document by its number, which stands in the request, and the caller by the path it was told to use.
 */
final class HeldModel implements AutoCloseable {
    /** The step whose calls wait; the two before it are complete by then. */
    static final StepId HELD = StepId.TECHNICAL_ANALYSIS;

    /** Hundreds of documents ask at the same moment; a refused connection would be tried again after a second. */
    private static final int BACKLOG = 4_096;

    private static final Pattern NUMBER = Pattern.compile("benchmark-document-(\\d+)");
    private static final String PATH_AFTER_CALLER = "/v1";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Map<Integer, CountDownLatch> holds = new ConcurrentHashMap<>();
    private final Map<StepId, byte[]> completions = new ConcurrentHashMap<>();

    /**
     * A call that came in.
     *
     * @param at when all of it had arrived
     */
    record Call(String caller, int document, StepId step, Instant at) {}

    private HeldModel(HttpServer server) {
        this.server = server;
    }

    static HeldModel start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            HeldModel model = new HeldModel(server);
            for (StepId step : StepId.values()) {
                model.completions.put(step, completion(answer(step)));
            }
            server.createContext("/", model::handle);
            server.setExecutor(model.threads);
            server.start();
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a request must say for its document to have that number. */
    static String request(int document) {
        return "Create a task management system (benchmark-document-" + document + ")";
    }

    /** What the environment of an orchestrator has to be for it to ask this one. */
    Map<String, String> environment(String caller) {
        String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + caller + PATH_AFTER_CALLER;
        return Map.of("STEPFOLD_GENERATOR", "openai", "OPENAI_BASE_URL", base, "OPENAI_MODEL", "stub");
    }

    /** Answers the held step of the document, now and for good. */
    void letGo(int document) {
        hold(document).countDown();
    }

    /** The calls so far, in the order in which they came. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    private CountDownLatch hold(int document) {
        return holds.computeIfAbsent(document, _ -> new CountDownLatch(1));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Instant now = Instant.now();
            JsonNode json = ContractMapper.mapper().readTree(body);
            StepId step = StepId.of(json.path("response_format")
                    .path("json_schema")
                    .path("name")
                    .asText());
            Matcher number = NUMBER.matcher(body);
            if (!number.find()) {
                throw new IOException("a request without a document's number");
            }
            int document = Integer.parseInt(number.group(1));
            String caller = exchange.getRequestURI().getPath().split("/", 3)[1];
            calls.add(new Call(caller, document, step, now));
            if (step == HELD) {
                hold(document).await();
            }
            byte[] completion = Objects.requireNonNull(completions.get(step));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, completion.length);
            exchange.getResponseBody().write(completion);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String answer(StepId step) throws IOException {
        try (InputStream in = HeldModel.class.getResourceAsStream("/openai/answers/" + step + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] completion(String content) {
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
        return completion.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
