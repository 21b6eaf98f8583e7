package dev.stepfold.localstack.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.localstack.RunningStack;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An application that uses Stepfold over HTTP and SSE, and comes back with its last event id when a stream breaks. */
final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration COMES_BACK_AFTER = Duration.ofMillis(250);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final URI base;
    private final Duration patience;
    private final AtomicInteger streams = new AtomicInteger();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Client(URI base) {
        this(base, PATIENCE);
    }

    /**
     * @param patience how long it asks again where it gets no answer, and follows one document
     */
    Client(URI base, Duration patience) {
        this.base = base;
        this.patience = patience;
    }

    /** Asks for an agent and answers with the document's id; asks again under the same key until there is an answer. */
    String create(String request, String idempotencyKey) {
        return create(ContractMapper.mapper().createObjectNode().put("request", request), idempotencyKey);
    }

    /** Asks for an agent as above, with everything that the body holds. */
    String create(JsonNode body, String idempotencyKey) {
        return postUntil("/api/documents", body.toString(), idempotencyKey, List.of(ACCEPTED))
                .body()
                .transform(Client::json)
                .get("documentId")
                .asText();
    }

    /**
     * Asks for something to be done with the document's run; asks again under the same key until there is an answer, be it
     * a refusal.
     *
     * @param command for example {@code pause}
     * @param body the command's details, JSON
     */
    void control(String documentId, String command, String body, String idempotencyKey) {
        postUntil("/api/documents/" + documentId + "/" + command, body, idempotencyKey, List.of(ACCEPTED, CONFLICT));
    }

    private HttpResponse<String> postUntil(
            String path, String body, String idempotencyKey, List<Integer> acceptableStatuses) {
        return await().atMost(patience)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> post(path, body, idempotencyKey), answer -> {
                    boolean accepted = acceptableStatuses.contains(answer.statusCode());
                    if (!accepted) {
                        noteRefusal("POST", answer);
                    }
                    return accepted;
                });
    }

    private void noteRefusal(String what, HttpResponse<?> answer) {
        boolean saysWhen = answer.headers().firstValue("Retry-After").isPresent();
        refused.merge(what + " " + answer.statusCode() + (saysWhen ? "" : " without Retry-After"), 1, Integer::sum);
    }

    DocumentState state(String documentId) {
        return new Frame("", "", get("/api/documents/" + documentId).body()).state();
    }

    /** The ids of the list's documents, page by page. */
    List<String> list(int limit) {
        List<String> ids = new ArrayList<>();
        String path = "/api/documents?limit=" + limit;
        while (!path.isEmpty()) {
            HttpResponse<String> page = get(path);
            ids.addAll(json(page.body()).path("documents").findValuesAsText("documentId"));
            path = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
        }
        return ids;
    }

    /** Erases a document; answers the status. */
    int erase(String documentId) throws IOException, InterruptedException {
        HttpRequest delete = request("/api/documents/" + documentId).DELETE().build();
        return http.send(delete, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    List<RecordedEvent> history(String documentId) {
        List<RecordedEvent> events = new ArrayList<>();
        for (JsonNode event :
                json(get("/api/documents/" + documentId + "/history").body())) {
            events.add(new Frame("", "", event.toString()).recorded());
        }
        return events;
    }

    /** The events as newline-delimited JSON, a line each. */
    List<String> historyLines(String documentId) {
        HttpResponse<String> answer = send(request("/api/documents/" + documentId + "/history")
                .header("Accept", "application/x-ndjson")
                .GET()
                .build());
        if (answer.statusCode() != OK) {
            throw new AssertionError("history of " + documentId + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().lines().toList();
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET().build());
    }

    /**
     * Opens a document's stream once. Whoever asked for it closes its body.
     *
     * @param lastEventId where to begin; null for a snapshot
     */
    HttpResponse<InputStream> open(String documentId, @Nullable String lastEventId)
            throws IOException, InterruptedException {
        streams.incrementAndGet();
        return http.send(stream(documentId, lastEventId), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> post(String path, String body, String idempotencyKey)
            throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** What was answered instead of what was asked for, such as {@code POST 503}, and how often. */
    Map<String, Integer> refused() {
        return new TreeMap<>(refused);
    }

    /** How many streams were asked for so far. */
    int streams() {
        return streams.get();
    }

    /**
     * Follows a document that was accepted until {@code last} holds for a frame. A stream that breaks is opened again behind the last frame,
     * as a browser's EventSource does.
     *
     * @param lastEventId where to begin; null for a snapshot
     */
    List<Frame> follow(String documentId, @Nullable String lastEventId, Predicate<Frame> last) {
        List<Frame> frames = new ArrayList<>();
        await().atMost(patience).pollInterval(COMES_BACK_AFTER).until(() -> {
            String cursor = frames.isEmpty() ? lastEventId : frames.getLast().id();
            return readUntil(documentId, cursor, frames, last);
        });
        return frames;
    }

    private boolean readUntil(
            String documentId, @Nullable String lastEventId, List<Frame> frames, Predicate<Frame> last) {
        streams.incrementAndGet();
        try {
            HttpResponse<Stream<String>> response =
                    http.send(stream(documentId, lastEventId), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() == NOT_FOUND) {
                    throw new AssertionError("there is no " + documentId + ", says the one who accepted it");
                }
                if (response.statusCode() != OK) {
                    noteRefusal("stream", response);
                    return false;
                }
                Iterator<String> iterator = lines.iterator();
                FrameParser parser = new FrameParser(lastEventId == null ? "" : lastEventId);
                while (iterator.hasNext()) {
                    Optional<Frame> frame = parser.line(iterator.next());
                    if (frame.isPresent()) {
                        frames.add(frame.get());
                        if (last.test(frame.get())) {
                            return true;
                        }
                    }
                }
                return false;
            }
        } catch (IOException | UncheckedIOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpRequest stream(String documentId, @Nullable String lastEventId) {
        HttpRequest.Builder builder = request("/api/documents/" + documentId + "/events");
        if (lastEventId != null) {
            builder.header("Last-Event-ID", lastEventId);
        }
        return builder.build();
    }

    /** With the secret of the services, which the gateway does not ask for, and the projection does. */
    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + RunningStack.SERVICE_SECRET)
                .timeout(Duration.ofSeconds(30));
    }

    static JsonNode json(String body) {
        try {
            return ContractMapper.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }
}
