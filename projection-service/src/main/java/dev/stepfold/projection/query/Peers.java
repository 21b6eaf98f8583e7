package dev.stepfold.projection.query;

import dev.stepfold.projection.query.Lookup.Found;
import dev.stepfold.projection.query.Lookup.NotReady;
import dev.stepfold.projection.query.Lookup.Unknown;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.FoldHeader;
import dev.stepfold.schemas.codec.OutlineHeader;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.state.StateOutline;
import dev.stepfold.tracing.HttpCalls;
import dev.stepfold.tracing.TraceSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other instances of the projection. A query is forwarded once: it carries a header that tells the receiver not to
 * forward it again, however outdated the receiver's knowledge of the partitions may be.
 */
public final class Peers implements AutoCloseable {
    /** Marks a forwarded query. */
    public static final String FORWARDED = "Stepfold-Forwarded";

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    /**
     * How long to wait for another instance, including the connection and the whole response. The gateway gives up
     * after a second, and then skips the instance that it queried: a healthy instance has to have answered before that.
     */
    static final Duration ANSWER_TIMEOUT = Duration.ofMillis(700);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_TIMEOUT)
            .build();

    private final @Nullable String authorization;
    private final HttpCalls calls;

    /**
     * @param authorization the header by which the instances recognise each other; null for none
     * @param calls records what is asked
     */
    public Peers(@Nullable String authorization, HttpCalls calls) {
        this.authorization = authorization;
        this.calls = calls;
    }

    /**
     * The answer of the instance that has the document's partition: never {@link Lookup.Elsewhere}. Waits for
     * {@link #ANSWER_TIMEOUT} at most.
     */
    public Lookup ask(HostInfo owner, DocumentId documentId) {
        return get("GET /documents/{id}", at(owner, "/documents/" + documentId))
                .thenApply(response -> answer(response, owner))
                .exceptionally(e -> {
                    LOG.warn(
                            "no answer from the partition's instance documentId={} owner={} cause={}",
                            documentId,
                            name(owner),
                            e.toString());
                    return new NotReady("the instance that has the document, " + name(owner) + ", does not answer");
                })
                .join();
    }

    /** Another instance's list of its partitions; completes within {@link #ANSWER_TIMEOUT}, never exceptionally. */
    CompletableFuture<Listing> list(HostInfo host, ListQuery query, SortedSet<Integer> partitions) {
        String numbers = partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
        return get("GET /documents", at(host, "/documents?partitions=" + numbers + "&" + query.toQueryString()))
                .thenApply(response -> listing(response, host))
                .exceptionally(e -> {
                    LOG.warn("no list from another instance host={} cause={}", name(host), e.toString());
                    return new Listing.NotReady("the instance " + name(host) + " does not answer");
                });
    }

    /**
     * The timeout of a request ends with the headers of its response; a response whose body does not come is aborted
     * here.
     */
    private CompletableFuture<HttpResponse<byte[]>> get(String spanName, URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header(FORWARDED, "1");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        Optional<TraceSpan> span = calls.begin(spanName, address);
        span.ifPresent(
                one -> request.header(Traceparent.HEADER, one.traceparent().value()));
        CompletableFuture<HttpResponse<byte[]>> asked =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return asked.copy()
                .orTimeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        asked.cancel(true);
                    }
                    span.ifPresent(one -> end(one, answer, failure));
                });
    }

    private static void end(TraceSpan span, @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
        if (failure != null) {
            HttpCalls.failed(span, failure.getCause() == null ? failure : failure.getCause());
        } else if (answer != null) {
            HttpCalls.answered(
                    span, answer.statusCode(), answer.statusCode() == OK || answer.statusCode() == NOT_FOUND);
        }
        span.close();
    }

    private static URI at(HostInfo host, String path) {
        return URI.create("http://" + name(host) + path);
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
        Optional<StateOutline> outline = OutlineHeader.read(
                response.headers().firstValue(OutlineHeader.NAME).orElse(null));
        boolean isCurrent = FoldHeader.isCurrent(
                response.headers().firstValue(FoldHeader.NAME).orElse(null));
        return response.statusCode() == OK && outline.isPresent() && isCurrent
                ? new Found(response.body(), outline.get())
                : new NotReady("the instance that has the document, " + name(owner) + ", is not ready");
    }

    private static String name(HostInfo host) {
        return host.host() + ":" + host.port();
    }
}
