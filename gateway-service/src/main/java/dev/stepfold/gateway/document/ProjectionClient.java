package dev.stepfold.gateway.document;

import dev.stepfold.gateway.document.ProjectionAnswer.Known;
import dev.stepfold.gateway.document.ProjectionAnswer.Unavailable;
import dev.stepfold.gateway.document.ProjectionAnswer.Unknown;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the instances of the projection over HTTP, one after the other until one knows. An instance that cannot be reached
 * or does not answer in time is left alone for {@value #SHUN_MS} ms, so that one that hangs does not delay every request;
 * one that answers that it cannot tell about a document is asked about the next as usual.
 */
public final class ProjectionClient implements Projection, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    private static final long SHUN_MS = 1_000;

    private final List<URI> instances;
    private final AtomicLongArray shunnedUntilNanos;
    private final AtomicInteger first = new AtomicInteger();
    private final Duration answerTimeout;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param instances base addresses, at least one; each answers for all documents */
    public ProjectionClient(List<URI> instances) {
        this(instances, ANSWER_TIMEOUT);
    }

    ProjectionClient(List<URI> instances, Duration answerTimeout) {
        this.instances = List.copyOf(instances);
        this.answerTimeout = answerTimeout;
        this.shunnedUntilNanos = new AtomicLongArray(instances.size());
        long now = System.nanoTime();
        for (int i = 0; i < instances.size(); i++) {
            shunnedUntilNanos.set(i, now);
        }
    }

    @Override
    public ProjectionAnswer find(DocumentId documentId) {
        int start = Math.floorMod(first.getAndIncrement(), instances.size());
        for (int i = 0; i < instances.size(); i++) {
            int instance = (start + i) % instances.size();
            if (System.nanoTime() - shunnedUntilNanos.get(instance) < 0) {
                continue;
            }
            try {
                ProjectionAnswer answer = ask(instances.get(instance), documentId);
                if (!(answer instanceof Unavailable)) {
                    return answer;
                }
            } catch (IOException e) {
                LOG.debug("projection cannot be reached instance={} reason={}", instances.get(instance), e.toString());
                shunnedUntilNanos.set(
                        instance, System.nanoTime() + Duration.ofMillis(SHUN_MS).toNanos());
            }
        }
        return new Unavailable();
    }

    private ProjectionAnswer ask(URI instance, DocumentId documentId) throws IOException {
        String base = instance.toString().replaceFirst("/+$", "");
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/documents/" + documentId))
                .timeout(answerTimeout)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> new Known(JsonCodec.STATES.decode(response.body()));
                case 404 -> new Unknown();
                default -> unavailable(instance, "status " + response.statusCode());
            };
        } catch (UnreadableException e) {
            return unavailable(instance, String.valueOf(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Unavailable();
        }
    }

    private static Unavailable unavailable(URI instance, String reason) {
        LOG.debug("projection cannot tell instance={} reason={}", instance, reason);
        return new Unavailable();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
