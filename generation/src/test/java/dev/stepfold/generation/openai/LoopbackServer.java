package dev.stepfold.generation.openai;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server on a free port of this machine that does with a call what the test says. */
final class LoopbackServer implements AutoCloseable {
    private static final Duration DRIP_INTERVAL = Duration.ofMillis(20);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Headers> received = new CompletableFuture<>();
    private final CountDownLatch abandoned = new CountDownLatch(1);
    private final HttpServer server;

    LoopbackServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    /** From now on a call gets this. */
    void serve(HttpHandler handler) {
        server.createContext("/", exchange -> {
            received.complete(exchange.getRequestHeaders());
            handler.handle(exchange);
        });
    }

    /** Waits for the first call, and tells its headers. */
    Headers received() {
        return received.join();
    }

    /** Whether a caller went away while an answer dripped. */
    boolean isAbandoned() {
        return abandoned.getCount() == 0;
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Begins an answer that never ends: sends a blank now and then for as long as somebody listens. */
    void drip(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        while (!isAbandoned()) {
            try {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            } catch (IOException _) {
                abandoned.countDown();
            }
            await(abandoned, DRIP_INTERVAL);
        }
    }

    /** Waits until this is closed. */
    static void standStill() throws IOException {
        await(new CountDownLatch(1), OpenAiRun.LONG);
    }

    /** Waits until the latch is open, at most so long, or until this is closed. */
    static void await(CountDownLatch latch, Duration atMost) throws IOException {
        try {
            var _ = latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            throw new InterruptedIOException("the test is over");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
