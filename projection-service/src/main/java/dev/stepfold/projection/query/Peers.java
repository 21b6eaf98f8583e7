package dev.stepfold.projection.query;

import dev.stepfold.projection.query.Lookup.Found;
import dev.stepfold.projection.query.Lookup.NotReady;
import dev.stepfold.projection.query.Lookup.Unknown;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other instances of the projection. A query is forwarded once: it carries a header by which the receiver knows not
 * to forward it again, however old what it knows about ownership may be.
 */
public final class Peers implements AutoCloseable {
    /** Marks a forwarded query. */
    public static final String FORWARDED = "Stepfold-Forwarded";

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** What the owner knows: never {@link Lookup.Elsewhere}. Waits at most three seconds. */
    public Lookup ask(HostInfo owner, DocumentId documentId) {
        try {
            URI uri = new URI("http", null, owner.host(), owner.port(), "/documents/" + documentId, null, null);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(ANSWER_TIMEOUT)
                    .header(FORWARDED, "1")
                    .build();
            return answer(client.send(request, HttpResponse.BodyHandlers.ofByteArray()), owner);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new NotReady("interrupted while asking " + name(owner));
        } catch (IOException | java.net.URISyntaxException e) {
            LOG.warn("no answer from the owner documentId={} owner={} cause={}", documentId, name(owner), e.toString());
            return new NotReady("the instance that has the document, " + name(owner) + ", does not answer");
        }
    }

    /** What another instance lists of its partitions; completes within three seconds, never exceptionally. */
    CompletableFuture<Listing> list(HostInfo host, ListQuery query, SortedSet<Integer> partitions) {
        String numbers = partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://" + name(host) + "/documents?partitions=" + numbers + "&" + query.toQueryString()))
                .timeout(ANSWER_TIMEOUT)
                .header(FORWARDED, "1")
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> listing(response, host))
                .exceptionally(e -> {
                    LOG.warn("no list from another instance host={} cause={}", name(host), e.toString());
                    return new Listing.NotReady("the instance " + name(host) + " does not answer");
                });
    }

    private static Listing listing(HttpResponse<byte[]> response, HostInfo host) {
        if (response.statusCode() != OK) {
            return new Listing.NotReady("the instance " + name(host) + " is not ready");
        }
        try {
            return Objects.requireNonNull(ContractMapper.mapper().readValue(response.body(), Listing.Rows.class));
        } catch (IOException e) {
            throw new UncheckedIOException("not a list", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static Lookup answer(HttpResponse<byte[]> response, HostInfo owner) {
        if (response.statusCode() == NOT_FOUND) {
            return new Unknown();
        }
        OptionalLong sequence =
                response.headers().firstValue("ETag").map(ETags::sequence).orElseGet(OptionalLong::empty);
        return response.statusCode() == OK && sequence.isPresent()
                ? new Found(response.body(), sequence.getAsLong())
                : new NotReady("the instance that has the document, " + name(owner) + ", is not ready");
    }

    private static String name(HostInfo host) {
        return host.host() + ":" + host.port();
    }
}
