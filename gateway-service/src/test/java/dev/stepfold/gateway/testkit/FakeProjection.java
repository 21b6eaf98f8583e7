package dev.stepfold.gateway.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.FoldHeader;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.OutlineHeader;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The projection's HTTP side, answering what it was told. */
public final class FakeProjection implements AutoCloseable {
    private final HttpServer server;

    /** Encoded when they are set: the first encoding in a JVM can take longer than a client waits. */
    private final Map<String, byte[]> states = new ConcurrentHashMap<>();

    /** The outlines of the states of this version. */
    private final Map<String, String> outlines = new ConcurrentHashMap<>();

    private volatile int failWith;
    private volatile List<JsonNode> rows = List.of();
    private volatile String listedWith = "";
    private volatile String traceparent = "";
    private volatile boolean stalledLists;

    public FakeProjection() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/documents/", exchange -> {
            note(exchange);
            String id = exchange.getRequestURI().getPath().substring("/documents/".length());
            byte[] state = states.get(id);
            String outline = outlines.get(id);
            if (outline != null) {
                exchange.getResponseHeaders().add(OutlineHeader.NAME, outline);
                exchange.getResponseHeaders().add(FoldHeader.NAME, FoldHeader.write());
            }
            byte[] body = state == null ? new byte[0] : state;
            int status = failWith != 0 ? failWith : state == null ? 404 : 200;
            exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
            if (status == 200) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.createContext("/documents", exchange -> {
            note(exchange);
            listedWith = exchange.getRequestURI().getRawQuery();
            if (stalledLists) {
                return;
            }
            ObjectNode list = ContractMapper.mapper().createObjectNode();
            list.putArray("documents").addAll(rows);
            byte[] body = list.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(failWith != 0 ? failWith : 200, failWith != 0 ? -1 : body.length);
            if (failWith == 0) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void holds(DocumentState state) {
        holds(state.documentId(), JsonCodec.STATES.encode(state));
        outlines.put(state.documentId().value(), OutlineHeader.write(StateOutline.of(state)));
    }

    /** A state as an earlier version of the projection answers with it. */
    public void holds(DocumentId documentId, byte[] state) {
        outlines.remove(documentId.value());
        states.put(documentId.value(), state);
    }

    public void forgets(DocumentId documentId) {
        outlines.remove(documentId.value());
        states.remove(documentId.value());
    }

    /** Lists these documents, whatever is requested. */
    public void lists(JsonNode... documents) {
        rows = List.of(documents);
    }

    /** The query of the last list request. */
    public String listedWith() {
        return listedWith;
    }

    private void note(HttpExchange query) {
        traceparent = Objects.requireNonNullElse(query.getRequestHeaders().getFirst(Traceparent.HEADER), "");
    }

    /** Which span the last query named; empty if it named none. */
    public String traceparent() {
        return traceparent;
    }

    /** Answers everything with that status; 0 to answer as usual. */
    public void failWith(int status) {
        failWith = status;
    }

    /** Never answers a list from now on; the connection stays open. */
    public void stallLists() {
        stalledLists = true;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
