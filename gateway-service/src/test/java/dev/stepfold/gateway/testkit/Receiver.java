package dev.stepfold.gateway.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A server that posts come to. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Answering answering = _ -> 204;

    /**
     * A post.
     *
     * @param headers each with its first value, by their names in lower case
     */
    public record Received(
            DocumentId documentId, long sequence, String type, String id, String path, Map<String, String> headers) {}

    /** What it answers. */
    public interface Answering {
        /** The status for a post, which is among those received already. */
        int status(Received post);
    }

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var event = ContractMapper.mapper().readTree(exchange.getRequestBody());
            Received post = new Received(
                    new DocumentId(event.path("subject").asText()),
                    event.path("sequence").asLong(),
                    event.path("type").asText(),
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().entrySet().stream()
                            .collect(Collectors.toMap(
                                    header -> header.getKey().toLowerCase(Locale.ROOT),
                                    header -> header.getValue().getFirst())));
            received.add(post);
            exchange.sendResponseHeaders(answering.status(post), -1);
        }
    }

    /** Where to post to. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    public void answer(Answering status) {
        answering = status;
    }

    /** What came for a document. */
    public List<Received> of(DocumentId documentId) {
        return received.stream()
                .filter(post -> post.documentId().equals(documentId))
                .toList();
    }

    /** The sequences of a document's posts in the order in which they came, once there are so many. */
    public List<Long> awaitSequences(DocumentId documentId, int count) {
        return Awaitility.await().until(() -> of(documentId), posts -> posts.size() >= count).stream()
                .map(Received::sequence)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
