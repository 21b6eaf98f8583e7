package dev.stepfold.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.projection.streams.StreamsSupervisor;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentFold;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The whole service on a free port, as it runs in production but for the process. Its session is short, so that a test
 * need not wait long until Kafka gives up a member that is gone; the broker must allow that.
 */
final class RunningProjection implements AutoCloseable {
    /** Enough for two instances to have several each. */
    static final int PARTITIONS = 4;

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningProjection(ApplicationContext context) {
        this.context = context;
        this.server = context.getBean(EmbeddedServer.class).start();
    }

    /** Starts an instance that is new to Kafka each time, and leaves when it is closed. */
    static RunningProjection start(String bootstrapServers, Path dataDir) {
        return start(bootstrapServers, dataDir, "");
    }

    /** Starts an instance that Kafka knows again. */
    static RunningProjection start(String bootstrapServers, Path dataDir, String instance) {
        return start(Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers, "STEPFOLD_INSTANCE", instance), dataDir);
    }

    /** Starts an instance in an environment that has these variables, too. */
    static RunningProjection start(Map<String, String> variables, Path dataDir) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("MICRONAUT_SERVER_PORT", "-1");
        environment.put("MICRONAUT_SERVER_HOST", "localhost");
        environment.put("STEPFOLD_DATA_DIR", dataDir.toString());
        environment.putIfAbsent("STEPFOLD_SESSION_TIMEOUT_MS", "2000");
        environment.put("STEPFOLD_PARTITIONS", Integer.toString(PARTITIONS));
        return new RunningProjection(
                Environment.set(ApplicationContext.builder(), environment).start());
    }

    HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<byte[]> getForwarded(String path) {
        return send(HttpRequest.newBuilder(uri(path)).header("Stepfold-Forwarded", "1"));
    }

    /** The status of {@code GET /health}. */
    int health() {
        return get("/health").statusCode();
    }

    /** Waits until it is ready. */
    void awaitReady() {
        Waiting.await().until(this::health, status -> status == 200);
    }

    /** Waits until it answers with the state that the story's events fold to. */
    void awaitState(EventStory story) {
        byte[] state = JsonCodec.STATES.encode(DocumentFold.fold(story.documentId(), story.events()));
        Waiting.await().untilAsserted(() -> {
            HttpResponse<byte[]> answer = get("/documents/" + story.documentId());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(state);
        });
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    StreamsSupervisor supervisor() {
        return context.getBean(StreamsSupervisor.class);
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.getPort() + path);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(
                    request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
