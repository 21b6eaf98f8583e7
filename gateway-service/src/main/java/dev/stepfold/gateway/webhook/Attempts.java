package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.ShiftedLogException;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.tracing.HttpCalls;
import dev.stepfold.tracing.TraceSpan;
import dev.stepfold.tracing.Tracing;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to post the next event of a lane: reads it from its document's log, signs it and posts it. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** How many sequences are read at once, and how many in one attempt, while looking for an event to be posted. */
    private static final int STRETCH_MAX = 50;

    private static final int READ_MAX = 1_000;
    private static final int PROBLEM_CHARS_MAX = 200;

    private final WebhookBook book;
    private final WebhookDocuments documents;
    private final EndpointClient client;
    private final Clock clock;
    private final Tracing tracing;

    Attempts(WebhookBook book, WebhookDocuments documents, EndpointClient client, Clock clock, Tracing tracing) {
        this.book = book;
        this.documents = documents;
        this.client = client;
        this.clock = clock;
        this.tracing = tracing;
    }

    Outcome attempt(LaneState lane) {
        Optional<Webhook> webhook = book.find(lane.webhookId());
        if (webhook.isEmpty()) {
            return book.isGone(lane.webhookId()) ? new Outcome.Unregistered() : new Outcome.Unreadable();
        }
        try {
            return attempt(webhook.get(), lane);
        } catch (ShiftedLogException e) {
            LOG.warn("webhook passes over a document documentId={} reason={}", lane.documentId(), e.getMessage());
            return new Outcome.Passed(lane.upTo());
        } catch (LogUnavailableException e) {
            LOG.debug("webhook waits for Kafka documentId={} reason={}", lane.documentId(), e.getMessage());
            return new Outcome.Unreadable();
        }
    }

    private Outcome attempt(Webhook webhook, LaneState lane) throws LogUnavailableException {
        long from = lane.done() + 1;
        long end = Math.min(lane.upTo() + 1, from + READ_MAX);
        while (from < end) {
            long to = Math.min(end, from + STRETCH_MAX);
            Optional<DocumentLogSlice> slice = documents.read(webhook.owner(), lane.documentId(), from, to);
            if (slice.isEmpty()) {
                return new Outcome.NoDocument();
            }
            for (EncodedEvent record : slice.get().records()) {
                if (webhook.events().takes(EventType.of(record.event().event()))) {
                    return post(webhook, record, lane.failures());
                }
            }
            if (slice.get().endOffset() < to) {
                // The end of the log was lost, and will be written again.
                return new Outcome.NoDocument();
            }
            from = to;
        }
        return new Outcome.Passed(end - 1);
    }

    private Outcome post(Webhook webhook, EncodedEvent record, int failures) {
        RecordedEvent event = record.event();
        try (TraceSpan span = begin(webhook, record, failures)) {
            try {
                Post post = Post.of(webhook, event, clock.instant()).with(tracing.headers(span.traceparent()));
                Answer answer = client.post(webhook.url(), post);
                HttpCalls.answered(span, answer.status(), answer.isSuccess());
                return answer.isSuccess()
                        ? new Outcome.Delivered(event.sequence())
                        : failed(event, "answered with status " + answer.status(), answer);
            } catch (IOException | RuntimeException e) {
                HttpCalls.failed(span, e);
                return failed(event, problem(e), new Answer(0, Optional.empty()));
            }
        }
    }

    /** A child of the append that the event's record names, however much later it is posted. */
    private TraceSpan begin(Webhook webhook, EncodedEvent record, int failures) {
        RecordedEvent event = record.event();
        Traceparent append = record.trace().orElseGet(() -> Traceparent.random(ThreadLocalRandom.current()));
        TraceSpan span = HttpCalls.begin(tracing, "POST", append, webhook.url());
        span.set("stepfold.webhook.id", webhook.webhookId().value());
        span.set("stepfold.document.id", event.documentId().value());
        span.set("stepfold.sequence", event.sequence());
        span.set("stepfold.event", EventFilter.name(EventType.of(event.event())));
        if (failures > 0) {
            span.set("http.request.resend_count", failures);
        }
        return span;
    }

    private static Outcome failed(RecordedEvent event, String problem, Answer answer) {
        return new Outcome.Failed(
                event.sequence(),
                EventFilter.name(EventType.of(event.event())),
                event.timestamp(),
                problem,
                answer.retryAfter(),
                answer.isGone());
    }

    private static String problem(Exception e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.length() <= PROBLEM_CHARS_MAX ? text : text.substring(0, PROBLEM_CHARS_MAX);
    }
}
