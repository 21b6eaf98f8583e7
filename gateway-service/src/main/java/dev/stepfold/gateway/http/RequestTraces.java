package dev.stepfold.gateway.http;

import dev.stepfold.servicehttp.RequestSpans;
import dev.stepfold.servicehttp.TracingIsOn;
import dev.stepfold.tracing.Tracing;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** A span for each call. A stream's frames have spans of their own. */
@ServerFilter("/api/**")
@Requires(condition = TracingIsOn.class)
final class RequestTraces {
    private final RequestSpans spans;

    RequestTraces(Tracing tracing) {
        this.spans = new RequestSpans(tracing);
    }

    @RequestFilter
    void begin(HttpRequest<?> request) {
        spans.begin(request);
    }

    @ResponseFilter
    void end(HttpRequest<?> request, HttpResponse<?> response) {
        spans.end(request, response);
    }
}
