package dev.stepfold.gateway.http;

import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.servicehttp.TracingIsOn;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A span for each call, the child of the caller's if it sends a {@code traceparent}. It ends with the head of the
 * response: a stream's frames have spans of their own.
 */
@ServerFilter("/api/**")
@Requires(condition = TracingIsOn.class)
final class RequestTraces {
    private static final String SPAN = "stepfold.span";
    private static final int SERVER_ERROR = 500;

    /** The pattern within a variable of a path template. */
    private static final Pattern RULE = Pattern.compile(":[^}]*");

    private final Tracing tracing;

    RequestTraces(Tracing tracing) {
        this.tracing = tracing;
    }

    /** The trace that a call's records belong to, if calls are recorded. */
    static Optional<Traceparent> of(HttpRequest<?> request) {
        return request.getAttribute(SPAN, TraceSpan.class).map(TraceSpan::traceparent);
    }

    @RequestFilter
    void begin(HttpRequest<?> request) {
        String name = request.getMethodName();
        TraceSpan span = Traceparent.parse(request.getHeaders().get(Traceparent.HEADER))
                .map(caller -> tracing.begin(name, SpanKind.SERVER, caller))
                .orElseGet(() ->
                        tracing.beginTrace(name, SpanKind.SERVER, Traceparent.random(ThreadLocalRandom.current())));
        span.set("http.request.method", name);
        span.set("url.path", request.getPath());
        var _ = request.setAttribute(SPAN, span);
    }

    @ResponseFilter
    void end(HttpRequest<?> request, HttpResponse<?> response) {
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
