package dev.stepfold.tracing;

import dev.stepfold.schemas.codec.Traceparent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans (OpenTelemetry). What belongs together is known by the {@link Traceparent} that a request brings and every
 * record carries (W3C Trace Context), not by what a thread happens to hold: a run goes on in another process after a
 * crash, and stays in its trace.
 *
 * <p>{@link #OFF} costs an object for each span, and passes the traceparent on as it is.
 */
public final class Tracing {
    /** Records nothing. */
    public static final Tracing OFF = new Tracing(null, TextMapPropagator.noop());

    /** The span that the thread works for; bound by {@link TraceSpan#run}. */
    static final ScopedValue<Traceparent> HERE = ScopedValue.newInstance();

    private static final String SCOPE = "dev.stepfold";

    private final @Nullable Tracer tracer;
    private final TextMapPropagator outward;

    private Tracing(@Nullable Tracer tracer, TextMapPropagator outward) {
        this.tracer = tracer;
        this.outward = outward;
    }

    /** Records spans with this SDK, whose settings say which, where they go, and what others are told of them. */
    public static Tracing by(OpenTelemetry telemetry) {
        return new Tracing(
                telemetry.getTracer(SCOPE), telemetry.getPropagators().getTextMapPropagator());
    }

    /** Whether spans are recorded at all. */
    public boolean isOn() {
        return tracer != null;
    }

    /** Begins the first span of a trace. */
    public TraceSpan beginTrace(String name, SpanKind kind, Traceparent otherwise) {
        return tracer == null
                ? new NoSpan(otherwise)
                : new RecordedSpan(
                        tracer.spanBuilder(name).setSpanKind(kind).setNoParent().startSpan());
    }

    /** Begins a span whose cause is {@code parent}, which may be in another process. */
    public TraceSpan begin(String name, SpanKind kind, Traceparent parent) {
        return tracer == null
                ? new NoSpan(parent)
                : new RecordedSpan(builder(tracer, name, kind, parent).startSpan());
    }

    /** Begins a span that began at {@code since}. */
    public TraceSpan begin(String name, SpanKind kind, Traceparent parent, Instant since) {
        return tracer == null
                ? new NoSpan(parent)
                : new RecordedSpan(builder(tracer, name, kind, parent)
                        .setStartTimestamp(since)
                        .startSpan());
    }

    /** The span that this thread works for; empty if it works for none, or spans are not recorded. */
    public Optional<Traceparent> here() {
        return tracer != null && HERE.isBound() ? Optional.of(HERE.get()) : Optional.empty();
    }

    /**
     * The headers of a request to somebody else's server by which that can join the trace: those of the SDK's propagators
     * ({@code OTEL_PROPAGATORS}), {@code traceparent} alone by default. They hold ids, and whether the trace is sampled.
     * What callers sent besides ({@code tracestate}, {@code baggage}) is not known here, and goes to nobody.
     *
     * @param span the span of the request
     * @return empty if spans are not recorded: a receiver must not wait for a parent that nobody records
     */
    public Map<String, String> headers(Traceparent span) {
        if (tracer == null) {
            return Map.of();
        }
        Map<String, String> headers = new TreeMap<>();
        outward.inject(context(span), headers, (_, name, value) -> headers.put(name, value));
        return headers;
    }

    private static SpanBuilder builder(Tracer tracer, String name, SpanKind kind, Traceparent parent) {
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(context(parent));
    }

    private static Context context(Traceparent span) {
        SpanContext remote = SpanContext.createFromRemoteParent(
                span.traceId(), span.spanId(), TraceFlags.fromByte(span.flags()), TraceState.getDefault());
        return Context.root().with(Span.wrap(remote));
    }
}
