package dev.stepfold.tracing;

import dev.stepfold.schemas.codec.Traceparent;
import io.opentelemetry.api.trace.SpanKind;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Spans of the HTTP calls that a process makes, by OpenTelemetry's semantic conventions for HTTP clients, except that they
 * lack {@code url.full}: an address can be a secret, and a query can name a person.
 */
public final class HttpCalls {
    /** Records nothing. */
    public static final HttpCalls UNTRACED = new HttpCalls(Tracing.OFF, Optional::empty);

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Tracing tracing;
    private final Supplier<Optional<Traceparent>> cause;

    /** @param cause the span of what a thread answers, if it answers a call; asked while spans are recorded */
    public HttpCalls(Tracing tracing, Supplier<Optional<Traceparent>> cause) {
        this.tracing = tracing;
        this.cause = cause;
    }

    /**
     * Begins the span of a call that this thread makes to answer another one.
     *
     * @param name the method and, if it is one of few, the template of the path: {@code GET /documents/{id}}
     * @return empty if it answers none, or spans are not recorded
     */
    public Optional<TraceSpan> begin(String name, URI url) {
        return tracing.isOn() ? cause.get().map(parent -> begin(tracing, name, parent, url)) : Optional.empty();
    }

    /**
     * Begins the span of a call.
     *
     * @param name as in {@link #begin(String, URI)}
     */
    public static TraceSpan begin(Tracing tracing, String name, Traceparent parent, URI url) {
        TraceSpan span = tracing.begin(name, SpanKind.CLIENT, parent);
        span.set("http.request.method", name.split(" ", 2)[0]);
        span.set("server.address", url.getHost());
        span.set("server.port", port(url));
        return span;
    }

    private static int port(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme().toLowerCase(Locale.ROOT)) ? HTTPS_PORT : HTTP_PORT;
    }

    /** The call was answered; if not as the caller wishes, it failed. */
    public static void answered(TraceSpan span, int status, boolean isWished) {
        span.set("http.response.status_code", status);
        if (!isWished) {
            span.set("error.type", Integer.toString(status));
            span.failed(Integer.toString(status));
        }
    }

    /** The call was not answered. Only the class is noted: a message can hold what is not to be seen. */
    public static void failed(TraceSpan span, Throwable why) {
        span.set("error.type", why.getClass().getName());
        span.failed(why.getClass().getSimpleName());
    }
}
