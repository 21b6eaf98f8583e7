package dev.stepfold.servicehttp;

import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.context.ServerRequestContext;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A span for each call that a server answers, the child of the caller's if that sends a {@code traceparent}. It ends with the
 * head of the response. The query of the address is not in it.
 */
public final class RequestSpans {
    private static final String SPAN = "stepfold.span";
    private static final int SERVER_ERROR = 500;

    /** The pattern within a variable of a path template. */
    private static final Pattern RULE = Pattern.compile(":[^}]*");

    private final Tracing tracing;

    public RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** The span of a call, if it has one. */
    public static Optional<Traceparent> of(HttpRequest<?> request) {
        return request.getAttribute(SPAN, TraceSpan.class).map(TraceSpan::traceparent);
    }

    /** The span of the call that this thread answers, if it answers one and that has one. */
    public static Optional<Traceparent> here() {
        return ServerRequestContext.currentRequest().flatMap(RequestSpans::of);
    }

    /** A call came. */
    public void begin(HttpRequest<?> request) {
        String name = request.getMethodName();
        TraceSpan span = Traceparent.parse(request.getHeaders().get(Traceparent.HEADER))
                .map(caller -> tracing.begin(name, SpanKind.SERVER, caller))
                .orElseGet(() ->
                        tracing.beginTrace(name, SpanKind.SERVER, Traceparent.random(ThreadLocalRandom.current())));
        span.set("http.request.method", name);
        span.set("url.path", request.getPath());
        var _ = request.setAttribute(SPAN, span);
    }

    /** Its response begins. */
    public void end(HttpRequest<?> request, HttpResponse<?> response) {
        request.getAttribute(SPAN, TraceSpan.class).ifPresent(span -> {
            BasicHttpAttributes.getUriTemplate(request)
                    .map(template -> RULE.matcher(template).replaceAll(""))
                    .ifPresent(route -> {
                        span.rename(request.getMethodName() + " " + route);
                        span.set("http.route", route);
                    });
            span.set("http.response.status_code", response.code());
            if (response.code() >= SERVER_ERROR) {
                span.failed(Integer.toString(response.code()));
            }
            span.close();
        });
    }
}
