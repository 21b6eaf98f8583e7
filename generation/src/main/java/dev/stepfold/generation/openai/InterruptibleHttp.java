package dev.stepfold.generation.openai;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.stepfold.tracing.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client under langchain4j. It replaces langchain4j's own for three reasons: that one hides
 * {@code Retry-After}, its timeout ends with the response's head, and it accepts any amount of data. This client aborts
 * the whole call and closes its connection when the call's time is over or the calling thread is interrupted.
 *
 * <p>HTTP/1.1 only: many servers of local models mishandle the offer to upgrade to HTTP/2.
 */
final class InterruptibleHttp implements HttpClient, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String EVENT_STREAM = "text/event-stream";
    private static final byte[] BYTE_ORDER_MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);
    private static final long RESPONSE_BYTES_MAX = 16L * 1024 * 1024;

    private final java.net.http.HttpClient http;
    private final InstantSource clock;
    private final Duration callTimeout;
    private final Tracing tracing;

    /** @param tracing tells the server which span a call has, so that it can join the trace */
    InterruptibleHttp(Duration callTimeout, InstantSource clock, Tracing tracing) {
        this.tracing = tracing;
        this.callTimeout = callTimeout;
        this.clock = clock;
        this.http = java.net.http.HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * Sends the request and waits for the whole answer.
     *
     * @throws HttpRefusal when the answer is not a success
     * @throws TimeoutException when the call exceeded its timeout
     * @throws UncheckedIOException when there is no connection, or it broke
     * @throws IllegalStateException when the thread was interrupted; the interrupt flag stays set
     */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpResponse<byte[]> response = await(
                http.sendAsync(
                        translated(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), RESPONSE_BYTES_MAX)),
                callTimeout);
        requireSuccess(response, response.body());
        return SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .body(withoutByteOrderMark(response.body()))
                .build();
    }

    /**
     * Sends the request and passes the answer on as it arrives, all of it on the calling thread. A server that cannot
     * stream answers as a whole; that answer is passed on as the only event.
     *
     * @param ignored the answer is parsed here, because the library's parser cannot be aborted
     * @throws RuntimeException as {@link #execute(HttpRequest)}, and as {@link CompletionEvents} throws it
     */
    @Override
    public void execute(HttpRequest request, ServerSentEventParser ignored, ServerSentEventListener listener) {
        long beganNanos = System.nanoTime();
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
                await(http.sendAsync(translated(request), BodyHandlers.ofPublisher()), callTimeout);
        Duration left = callTimeout.minusNanos(System.nanoTime() - beganNanos);
        try (BodyReader body = new BodyReader(response.body(), left, RESPONSE_BYTES_MAX)) {
            String type =
                    response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
            CompletionEvents events = new CompletionEvents(listener);
            if (isSuccess(response) && type.startsWith(EVENT_STREAM)) {
                body.forEachEvent(events::accept);
                events.end();
            } else {
                byte[] whole = withoutByteOrderMark(body.all());
                requireSuccess(response, whole);
                events.acceptWhole(whole);
            }
        }
        listener.onClose();
    }

    /** Some servers send one, which JSON's parsers may ignore (RFC 8259, section 8.1), and Jackson does not in a text. */
    private static byte[] withoutByteOrderMark(byte[] body) {
        int length = BYTE_ORDER_MARK.length;
        return body.length >= length && Arrays.equals(body, 0, length, BYTE_ORDER_MARK, 0, length)
                ? Arrays.copyOfRange(body, length, body.length)
                : body;
    }

    private static boolean isSuccess(HttpResponse<?> response) {
        return response.statusCode() >= 200 && response.statusCode() <= 299;
    }

    private void requireSuccess(HttpResponse<?> response, byte[] body) {
        if (!isSuccess(response)) {
            throw new HttpRefusal(
                    response.statusCode(), new String(body, StandardCharsets.UTF_8), retryAfter(response));
        }
    }

    private static <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> call, Duration timeout) {
        try {
            return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            call.cancel(true);
            throw new TimeoutException(e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the call was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken
                    ? new UncheckedIOException(broken)
                    : new IllegalStateException("the call failed", e.getCause());
        }
    }

    private @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .map(value -> RetryAfter.parse(value, clock.instant()))
                .orElse(null);
    }

    private java.net.http.HttpRequest translated(HttpRequest request) {
        java.net.http.HttpRequest.Builder translated = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(request.method().name(), BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> translated.header(name, value)));
        tracing.here().ifPresent(span -> tracing.headers(span).forEach(translated::setHeader));
        return translated.build();
    }

    /** Aborts the calls in progress. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    /** This client as the builder that langchain4j expects; its timeouts are already set. */
    HttpClientBuilder asBuilder() {
        return new Built(this, CONNECT_TIMEOUT, callTimeout);
    }

    private record Built(InterruptibleHttp client, Duration connectTimeout, Duration readTimeout)
            implements HttpClientBuilder {
        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return client;
        }
    }
}
