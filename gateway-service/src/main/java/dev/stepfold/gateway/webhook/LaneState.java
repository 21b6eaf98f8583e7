package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a webhook was told of a document: the value of a record in {@code stepfold.webhook-deliveries}. What it still has to
 * be told of are the events of the document's log behind {@code done}, up to {@code upTo}, that its filter takes.
 *
 * @param webhookId the webhook
 * @param documentId the document
 * @param done the last sequence that is dealt with: posted, given up or not to be posted; -1 for none
 * @param upTo the last sequence that has to be dealt with
 * @param failures how many attempts of the next event failed
 * @param failingSince when the first attempt failed since the last one that did not; null if it did not
 * @param nextAttemptAt when the next event is due; null for at once
 * @param replayedAt when a replay was asked for last; null for never
 * @param problem why the last attempt failed; null if it did not
 */
public record LaneState(
        WebhookId webhookId,
        DocumentId documentId,
        long done,
        long upTo,
        int failures,
        @Nullable Instant failingSince,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant replayedAt,
        @Nullable String problem) {

    /** Nothing is dealt with before {@code sequence}, which has to be. */
    static LaneState of(Lane lane, long sequence) {
        return new LaneState(lane.webhookId(), lane.documentId(), sequence - 1, sequence, 0, null, null, null, null);
    }

    Lane lane() {
        return new Lane(webhookId, documentId);
    }

    public boolean hasPending() {
        return done < upTo;
    }

    /** A further event has to be dealt with. */
    LaneState extendedTo(long sequence) {
        return new LaneState(
                webhookId,
                documentId,
                done,
                Math.max(upTo, sequence),
                failures,
                failingSince,
                nextAttemptAt,
                replayedAt,
                problem);
    }

    /** Nothing was pending: an event is due at once, and what lies before it is not posted. */
    LaneState begunAt(long sequence) {
        return new LaneState(
                webhookId, documentId, sequence - 1, upTo, failures, failingSince, null, replayedAt, problem);
    }

    /** All events from {@code from} on have to be dealt with again. */
    LaneState replayed(long from, long to, Instant now) {
        return new LaneState(
                webhookId, documentId, Math.min(done, from - 1), Math.max(upTo, to), 0, null, null, now, null);
    }

    /** An event was posted. */
    LaneState delivered(long sequence) {
        return new LaneState(webhookId, documentId, sequence, upTo, 0, null, null, replayedAt, null);
    }

    /** There was nothing to be posted up to {@code sequence}. */
    LaneState passed(long sequence) {
        return new LaneState(
                webhookId, documentId, sequence, upTo, failures, failingSince, nextAttemptAt, replayedAt, problem);
    }

    /** An event was given up: the next one is due at once. */
    LaneState gaveUp(long sequence, Instant now) {
        return new LaneState(webhookId, documentId, sequence, upTo, 0, since(now), null, replayedAt, null);
    }

    /** The next event could not be posted. */
    LaneState failed(Instant now, Instant next, String why) {
        return new LaneState(webhookId, documentId, done, upTo, failures + 1, since(now), next, replayedAt, why);
    }

    /** It is not tried before then. */
    LaneState waitingUntil(Instant next) {
        return new LaneState(webhookId, documentId, done, upTo, failures, failingSince, next, replayedAt, problem);
    }

    private Instant since(Instant now) {
        return failingSince == null ? now : failingSince;
    }

    /**
     * Until when an event is tried: a day from the time when it first could not be posted, which is that of the first
     * failure, of the event itself if it came while others failed already, or of the replay.
     */
    Instant deadline(Instant eventAt, Instant now, Duration day) {
        Instant since = since(now);
        since = eventAt.isAfter(since) ? eventAt : since;
        since = replayedAt != null && replayedAt.isAfter(since) ? replayedAt : since;
        return since.plus(day);
    }
}
