package dev.stepfold.tracing;

import dev.stepfold.schemas.codec.Traceparent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.util.function.Supplier;

/** A span of the SDK, which decides by its sampler whether it is kept. */
record RecordedSpan(Span span) implements TraceSpan {
    @Override
    public Traceparent traceparent() {
        SpanContext context = span.getSpanContext();
        return Traceparent.of(
                context.getTraceId(),
                context.getSpanId(),
                context.getTraceFlags().asByte());
    }

    @Override
    public void rename(String name) {
        span.updateName(name);
    }

    @Override
    public void set(String attribute, String value) {
        span.setAttribute(attribute, value);
    }

    @Override
    public void set(String attribute, long value) {
        span.setAttribute(attribute, value);
    }

    @Override
    public void failed(String why) {
        span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void run(Runnable work) {
        ScopedValue.where(Tracing.HERE, traceparent()).run(work);
    }

    @Override
    public <T> T call(Supplier<T> work) {
        return ScopedValue.where(Tracing.HERE, traceparent()).call(work::get);
    }

    @Override
    public void close() {
        span.end();
    }
}
