package dev.stepfold.gateway.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.document.ProjectionAnswer.Known;
import dev.stepfold.gateway.document.ProjectionAnswer.Unavailable;
import dev.stepfold.gateway.document.ProjectionAnswer.Unknown;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.FoldHeader;
import dev.stepfold.schemas.codec.OutlineHeader;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.state.StateOutline;
import dev.stepfold.tracing.HttpCalls;
import dev.stepfold.tracing.TraceSpan;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries the instances of the projection over HTTP, one after the other until one can answer. An instance that cannot
 * be reached or does not answer in time is skipped for {@value #SHUN_MS} ms, so that an instance that hangs does not
 * delay every request. An instance that replies that it cannot answer for a document is queried for the next one as
 * usual. A list waits for all partitions and says nothing about how an instance looks up one document: an instance is
 * skipped for lists and for lookups separately.
 */
public final class ProjectionClient implements Projection, DocumentLists, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    private static final long SHUN_MS = 1_000;
    private static final Duration REFUSAL_TOLD_EVERY = Duration.ofMinutes(1);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final List<URI> instances;
    private final AtomicLongArray lookupsShunnedUntilNanos;
    private final AtomicLongArray listsShunnedUntilNanos;
    private final AtomicInteger first = new AtomicInteger();
    private final Duration answerTimeout;
    private final @Nullable String authorization;
    private final HttpCalls calls;
    private final AtomicLong refusalToldNanos = new AtomicLong(System.nanoTime() - REFUSAL_TOLD_EVERY.toNanos());
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /**
     * @param instances base addresses, at least one; each answers for all documents
     * @param authorization the header by which the projection recognises the gateway; null for none
     * @param calls records the queries
     */
    public ProjectionClient(List<URI> instances, @Nullable String authorization, HttpCalls calls) {
        this(instances, authorization, calls, ANSWER_TIMEOUT);
    }

    ProjectionClient(List<URI> instances, @Nullable String authorization, HttpCalls calls, Duration answerTimeout) {
        this.authorization = authorization;
        this.calls = calls;
        this.instances = List.copyOf(instances);
        this.answerTimeout = answerTimeout;
        this.lookupsShunnedUntilNanos = filled(instances.size(), System.nanoTime());
        this.listsShunnedUntilNanos = filled(instances.size(), System.nanoTime());
    }

    private static AtomicLongArray filled(int length, long value) {
        return new AtomicLongArray(
                LongStream.generate(() -> value).limit(length).toArray());
    }

    @Override
    public ProjectionAnswer find(DocumentId documentId) {
        return firstToAnswer(lookupsShunnedUntilNanos, instance -> state(instance, documentId))
                .orElseGet(Unavailable::new);
    }

    @Override
    public Optional<Page> list(Query query) {
        return firstToAnswer(listsShunnedUntilNanos, instance -> page(instance, query));
    }

    /** Queries one instance after the other, until one can answer. */
    private <A> Optional<A> firstToAnswer(AtomicLongArray shunnedUntilNanos, Question<A> question) {
        int start = Math.floorMod(first.getAndIncrement(), instances.size());
        for (int i = 0; i < instances.size(); i++) {
            int instance = (start + i) % instances.size();
            if (System.nanoTime() - shunnedUntilNanos.get(instance) < 0) {
                continue;
            }
            try {
                Optional<A> answer = question.ask(instances.get(instance));
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (IOException e) {
                LOG.debug("projection cannot be reached instance={} reason={}", instances.get(instance), e.toString());
                shunnedUntilNanos.set(
                        instance, System.nanoTime() + Duration.ofMillis(SHUN_MS).toNanos());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<ProjectionAnswer> state(URI instance, DocumentId documentId)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(instance, new Asked("GET /documents/{id}", "/documents/" + documentId));
        return switch (response.statusCode()) {
            case OK -> known(instance, documentId, response);
            case NOT_FOUND -> Optional.of(new Unknown());
            default -> cannotTell(instance, "status " + response.statusCode());
        };
    }

    /** A state that an earlier version of the projection folded may lack what this version knows. */
    private static Optional<ProjectionAnswer> known(
            URI instance, DocumentId documentId, HttpResponse<byte[]> response) {
        Optional<StateOutline> outline = OutlineHeader.read(
                response.headers().firstValue(OutlineHeader.NAME).orElse(null));
        String fold = response.headers().firstValue(FoldHeader.NAME).orElse(null);
        return outline.isPresent() && FoldHeader.isCurrent(fold)
                ? Optional.of(new Known(EncodedState.received(documentId, outline.get(), response.body())))
                : cannotTell(instance, "the state of an earlier version");
    }

    /** Requests one document more than wanted, which shows whether there is a next page. */
    private Optional<Page> page(URI instance, Query query) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(instance, new Asked("GET /documents", "/documents?" + queryString(query)));
        if (response.statusCode() != OK) {
            return cannotTell(instance, "status " + response.statusCode());
        }
        List<JsonNode> rows = new ArrayList<>();
        ContractMapper.mapper().readTree(response.body()).path("documents").forEach(rows::add);
        if (rows.size() <= query.limit()) {
            return Optional.of(new Page(rows, null));
        }
        List<JsonNode> documents = rows.subList(0, query.limit());
        JsonNode last = documents.getLast();
        return Optional.of(new Page(
                documents,
                new ListCursor(
                        Instant.parse(last.path("createdAt").asText()),
                        new DocumentId(last.path("documentId").asText()))));
    }

    private static String queryString(Query query) {
        StringBuilder text = new StringBuilder("limit=").append(query.limit() + 1);
        if (query.owner() != null) {
            text.append("&owner=").append(URLEncoder.encode(query.owner().value(), StandardCharsets.UTF_8));
        }
        if (query.status() != null) {
            text.append("&status=").append(query.status().wireName());
        }
        if (query.after() != null) {
            text.append("&after=").append(query.after().createdAt().toEpochMilli());
            text.append('.').append(query.after().documentId());
        }
        return text.toString();
    }

    /** Waits for the whole response: the timeout of a request covers only the response's headers. */
    private HttpResponse<byte[]> get(URI instance, Asked asked) throws IOException, InterruptedException {
        String base = instance.toString().replaceFirst("/+$", "");
        URI address = URI.create(base + asked.path());
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "application/json");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        Optional<TraceSpan> span = calls.begin(asked.name(), address);
        span.ifPresent(
                one -> request.header(Traceparent.HEADER, one.traceparent().value()));
        try {
            HttpResponse<byte[]> answer = answer(request.build());
            tellOfRefusal(instance, answer.statusCode());
            span.ifPresent(one -> HttpCalls.answered(one, answer.statusCode(), isAnswer(answer.statusCode())));
            return answer;
        } catch (IOException | InterruptedException e) {
            span.ifPresent(one -> HttpCalls.failed(one, e.getCause() == null ? e : e.getCause()));
            throw e;
        } finally {
            span.ifPresent(TraceSpan::close);
        }
    }

    /** That there is no such document is an answer. */
    private static boolean isAnswer(int status) {
        return status == OK || status == NOT_FOUND;
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return asked.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("no answer", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + answerTimeout, e);
        } finally {
            asked.cancel(true);
        }
    }

    /**
     * Without the projection everything still works, but costs more. The refusal is therefore logged, at most once a
     * minute.
     */
    private void tellOfRefusal(URI instance, int status) {
        long told = refusalToldNanos.get();
        if ((status == UNAUTHORIZED || status == FORBIDDEN)
                && System.nanoTime() - told >= REFUSAL_TOLD_EVERY.toNanos()
                && refusalToldNanos.compareAndSet(told, System.nanoTime())) {
            LOG.error(
                    "the projection refuses this gateway: STEPFOLD_SERVICE_SECRET must be the same for both; without a"
                            + " secret, STEPFOLD_HOSTS of the projection must name its host instance={} status={}",
                    instance,
                    status);
        }
    }

    private static <A> Optional<A> cannotTell(URI instance, String reason) {
        LOG.debug("projection cannot answer instance={} reason={}", instance, reason);
        return Optional.empty();
    }

    /** What is asked for: the name of its span, and the path. */
    private record Asked(String name, String path) {}

    /** A query to one instance; empty if it cannot answer. */
    @FunctionalInterface
    private interface Question<A> {
        Optional<A> ask(URI instance) throws IOException, InterruptedException;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
