package dev.stepfold.gateway.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plain client of {@code text/event-stream}: reads frames as a browser does, field by field. */
public final class SseClient implements AutoCloseable {
    private final HttpClient http;
    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;
    private @Nullable String retry;
    private boolean cut;

    /** One frame. */
    public record Frame(@Nullable String id, String event, String data) {}

    private SseClient(HttpClient http, HttpResponse<InputStream> response) {
        this.http = http;
        this.response = response;
        this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Connects; {@code lastEventId} null for a first connect; more headers as name and value. */
    public static SseClient connect(URI uri, @Nullable String lastEventId, String... headers) {
        return connect(HttpClient.newHttpClient(), uri, lastEventId, headers);
    }

    /** Connects by a client, which is closed with this one. */
    public static SseClient connect(HttpClient http, URI uri, @Nullable String lastEventId, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return connect(http, request, headers);
    }

    /** Posts JSON that is answered with a stream; more headers as name and value. */
    public static SseClient post(URI uri, String json, String... headers) {
        return connect(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)),
                headers);
    }

    private static SseClient connect(HttpClient http, HttpRequest.Builder request, String... headers) {
        request.header("Accept", "text/event-stream").header("Accept-Encoding", "gzip");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new SseClient(http, http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int status() {
        return response.statusCode();
    }

    public HttpClient.Version version() {
        return response.version();
    }

    public HttpHeaders headers() {
        return response.headers();
    }

    /** The value of the {@code retry} line, once read. */
    public @Nullable String retry() {
        return retry;
    }

    /** The next comment; nothing else but the {@code retry} line may come before it. */
    public String nextComment() {
        try {
            String line = reader.readLine();
            while (line != null && (line.isEmpty() || line.startsWith("retry: "))) {
                line = reader.readLine();
            }
            if (line == null || !line.startsWith(":")) {
                throw new IllegalStateException("not a comment: " + line);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the stream was cut: it ended without the end that HTTP has for it. */
    public boolean isCut() {
        return cut;
    }

    /** The id of the next frame that has one, with data or without; the rest of that frame is still to come. */
    public String nextId() {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    return line.substring(4);
                }
            }
            throw new IllegalStateException("the stream ended without an id");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame, or empty at the end of the stream. */
    public Optional<Frame> next() {
        String id = null;
        String event = "message";
        StringBuilder data = new StringBuilder();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        return Optional.of(new Frame(id, event, data.toString()));
                    }
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith("retry: ")) {
                    retry = line.substring(7);
                } else if (!line.startsWith(":")) {
                    throw new IllegalStateException("not a field of an event stream: " + line);
                }
            }
            return Optional.empty();
        } catch (IOException _) {
            cut = true;
            return Optional.empty();
        }
    }

    /** The next {@code count} frames as {@code event:id}. */
    public List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Frame frame = next().orElseThrow();
            names.add(frame.event() + ":" + frame.id());
        }
        return names;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            http.shutdownNow();
        }
    }
}
