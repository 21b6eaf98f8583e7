package dev.stepfold.gateway.testkit;

import dev.stepfold.gateway.GracefulShutdown;
import dev.stepfold.gateway.kafka.TopicMonitor;
import dev.stepfold.gateway.stream.LiveRelay;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.gateway.stream.Watchers;
import dev.stepfold.gateway.webhook.Webhooks;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.servicehttp.EnvironmentVariables;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** The real gateway on a port of its own, and a plain HTTP client for it. */
public final class Gateway implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

    private final EmbeddedServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts without waiting for Kafka. */
    public Gateway(String bootstrapServers, Map<String, Object> settings) {
        this(Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers), settings);
    }

    /** Starts in an environment that has these variables and no others, without waiting for Kafka. */
    public Gateway(Map<String, String> variables, Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.port", -1);
        properties.put("micronaut.server.host", "127.0.0.1");
        properties.put("stepfold.projection-url", "http://127.0.0.1:1");
        properties.put("stepfold.service-secret", "a-secret-of-tests-0123456789-abcdef");
        properties.putAll(settings);
        server = ApplicationContext.builder()
                .environmentPropertySource(false)
                .propertySources(EnvironmentVariables.of(variables))
                .properties(properties)
                .run(EmbeddedServer.class);
    }

    /** Waits until it is ready. */
    public Gateway awaitReady() {
        Awaitility.await()
                .until(() -> bean(LiveRelay.class).isPositioned()
                        && bean(TopicMonitor.class).isReachable()
                        && (!bean(Webhooks.class).isOn()
                                || bean(Webhooks.class).book().isPositioned()));
        return this;
    }

    /** Waits until its relay has seen an event. */
    public void awaitRelayed(RecordedEvent event) {
        Mark mark = new Mark(event.sequence(), event.timestamp());
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_AGAIN)
                .until(() -> bean(RecentEvents.class)
                        .read(event.documentId(), mark, event.sequence(), 1)
                        .isPresent());
    }

    public <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    /** How many streams are open. */
    public int streams() {
        return bean(Watchers.class).count();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    public HttpResponse<String> post(String path, String json, String... headers) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)),
                headers);
    }

    public HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        try {
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops as the service does when it is told to. */
    public void shutDown() {
        GracefulShutdown.stop(server);
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
    }
}
