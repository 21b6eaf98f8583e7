package dev.stepfold.localstack.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that webhooks post to. It answers no post until it is told to answer. */
final class HeldReceiver implements AutoCloseable {
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final List<String> traceparents = new CopyOnWriteArrayList<>();
    private final CountDownLatch answering = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    HeldReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode event = ContractMapper.mapper().readTree(exchange.getRequestBody());
            String post =
                    event.path("subject").asText() + " " + event.path("type").asText() + " "
                            + event.at("/data/status").asText();
            boolean isHeld = answering.getCount() > 0;
            taken.add(post);
            traceparents.add(
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("traceparent"), ""));
            answering.await();
            if (!isHeld) {
                answered.add(post);
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** The posts that came, as document, type and status. */
    List<String> taken() {
        return List.copyOf(taken);
    }

    /** The header {@code traceparent} of each; empty where there is none. */
    List<String> traceparents() {
        return List.copyOf(traceparents);
    }

    /** Those that came after {@link #answer}. */
    List<String> answered() {
        return List.copyOf(answered);
    }

    /** Answers from now on. */
    void answer() {
        answering.countDown();
    }

    @Override
    public void close() {
        answer();
        server.stop(0);
        threads.shutdownNow();
    }
}
