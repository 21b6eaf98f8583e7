package dev.stepfold.projection.http;

import dev.stepfold.servicehttp.RequestSpans;
import dev.stepfold.servicehttp.TracingIsOn;
import dev.stepfold.tracing.Tracing;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** A span for each query, the child of the gateway's or of another instance's. */
@ServerFilter("/documents/**")
@Requires(condition = TracingIsOn.class)
final class QueryTraces {
    private final RequestSpans spans;

    QueryTraces(Tracing tracing) {
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
