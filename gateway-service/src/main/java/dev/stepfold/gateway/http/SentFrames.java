package dev.stepfold.gateway.http;

import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/**
 * What clients of streams were told, whatever their protocol. A live event has a span for each client, from its arrival
 * from the feed to the hand-over to the connection; an event that is read later has none.
 */
@Singleton
final class SentFrames implements MeterBinder {
    /** An event that arrived longer ago is not live any more: it was kept, and told to one who came back. */
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final Tracing tracing;
    private final Clock clock;
    private final LongAdder events = new LongAdder();
    private final LongAdder snapshots = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final LongAdder heartbeats = new LongAdder();

    SentFrames(Tracing tracing, Clock clock) {
        this.tracing = tracing;
        this.clock = clock;
    }

    /** Something was handed over to a connection. */
    void sent(Next next) {
        switch (next) {
            case Next.Event(var frame) -> {
                events.increment();
                frame.arrival().ifPresent(arrival -> record(frame, arrival));
            }
            case Next.Snapshot _ -> snapshots.increment();
            case Next.Reset _ -> resets.increment();
            case Next.Heartbeat _ -> heartbeats.increment();
            case Next.Expired _, Next.End _ -> {}
        }
    }

    private void record(EventFrame frame, EventFrame.Arrival arrival) {
        Instant now = clock.instant();
        if (arrival.at().plus(LIVE).isAfter(now)) {
            String name = "frame " + frame.type().type();
            try (TraceSpan span = tracing.begin(name, SpanKind.CONSUMER, arrival.trace(), arrival.at())) {
                span.set("stepfold.document.id", frame.documentId().value());
                span.set("stepfold.sequence", frame.sequence());
                if (frame.type().status() != null) {
                    span.set("stepfold.status", frame.type().status());
                }
            }
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "event", events);
        count(registry, "snapshot", snapshots);
        count(registry, "reset", resets);
        count(registry, "heartbeat", heartbeats);
    }

    private static void count(MeterRegistry registry, String kind, LongAdder count) {
        FunctionCounter.builder("stepfold.gateway.frames", count, LongAdder::sum)
                .tag("kind", kind)
                .description("Frames that were handed over to the connections of streams")
                .register(registry);
    }
}
