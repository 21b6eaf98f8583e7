package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;

/**
 * A span for each event that was folded into a state, a child of the append that its record names: from when the stream thread
 * took it until queries see it. That the state is written to the store of bytes comes later, for many events at once, and has
 * none.
 *
 * <p>An event that was decided longer ago than {@link #RECENT} has none: states that are built anew read a week of events, in
 * whose traces nobody looks for them.
 */
public final class FoldSpans {
    /** Records nothing. */
    public static final FoldSpans OFF = new FoldSpans(Tracing.OFF, InstantSource.system());

    /** By the clocks of this process and of the one that decided. */
    static final Duration RECENT = Duration.ofMinutes(1);

    private final Tracing tracing;
    private final InstantSource clock;

    public FoldSpans(Tracing tracing, InstantSource clock) {
        this.tracing = tracing;
        this.clock = clock;
    }

    /** When the fold of the record that is taken now begins; {@link Instant#MAX} while spans are not recorded. */
    Instant begin() {
        return tracing.isOn() ? clock.instant() : Instant.MAX;
    }

    /** An event is in its document's state. */
    void folded(RecordedEvent event, Headers headers, Instant began) {
        if (isRecorded(event.timestamp(), began)) {
            EventType type = EventType.of(event.event());
            record(type.type(), event.documentId(), headers, began, span -> {
                span.set("stepfold.sequence", event.sequence());
                if (type.status() != null) {
                    span.set("stepfold.status", type.status());
                }
            });
        }
    }

    /** A document has no state any more. */
    void erased(DocumentId documentId, Instant at, Headers headers, Instant began) {
        if (isRecorded(at, began)) {
            record(CloudEventHeaders.ERASED_TYPE, documentId, headers, began, _ -> {});
        }
    }

    private boolean isRecorded(Instant decided, Instant began) {
        return tracing.isOn() && decided.isAfter(began.minus(RECENT));
    }

    private void record(
            String type, DocumentId documentId, Headers headers, Instant began, Consumer<TraceSpan> further) {
        Records.trace(headers).ifPresent(append -> {
            try (TraceSpan span = tracing.begin("fold " + type, SpanKind.CONSUMER, append, began)) {
                span.set("stepfold.document.id", documentId.value());
                further.accept(span);
            }
        });
    }
}
