package dev.stepfold.gateway.command;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.LiveFeed;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.EventOutline;
import dev.stepfold.schemas.state.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the event that answers a command, on a {@link DocumentStream} of the command's document. The event is seen
 * whether the command is answered before, during or after the registration.
 *
 * <p>Waiting is best effort: if too many calls wait, the document cannot be read or the time is up, there is no outcome
 * to report, and the command is accepted as before.
 */
public final class CommandOutcomes {
    /** The longest wait. */
    public static final Duration WAIT_MAX = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(CommandOutcomes.class);

    private final Recorded recorded;
    private final LiveFeed feed;
    private final Semaphore permits;
    private final int waitsPerOwnerMax;
    private final Map<Owner, Integer> waiting = new ConcurrentHashMap<>();

    /**
     * @param waitsMax how many calls wait at once; a further one does not wait at all
     * @param waitsPerOwnerMax how many calls of one owner wait at once
     */
    public CommandOutcomes(Recorded recorded, LiveFeed feed, int waitsMax, int waitsPerOwnerMax) {
        this.recorded = recorded;
        this.feed = feed;
        this.permits = new Semaphore(waitsMax);
        this.waitsPerOwnerMax = waitsPerOwnerMax;
    }

    /** Whether one more command of an owner may be waited for. Call this before the command is accepted. */
    public boolean hasRoomFor(Owner owner) {
        return waiting.getOrDefault(owner, 0) < waitsPerOwnerMax;
    }

    /**
     * The event that answers a command, if it comes in time.
     *
     * @param waiter the owner that waits; it does not wait at all if it has reached its limit by now
     * @param patience how long to wait; a read of the document's log that is under way by then is finished first
     */
    public Optional<HistoryEvent> await(Owner waiter, CommandReceipt receipt, Duration patience) {
        if (!permits.tryAcquire()) {
            return Optional.empty();
        }
        int ofWaiter = waiting.merge(waiter, 1, Integer::sum);
        try {
            if (ofWaiter > waitsPerOwnerMax) {
                return Optional.empty();
            }
            long deadlineNanos = System.nanoTime() + patience.toNanos();
            DocumentStream.Request request = new DocumentStream.Request(
                    receipt.accepted().documentId(), new Cursor.After(receipt.after()), false, patience, null);
            Optional<DocumentStream> stream = DocumentStream.open(request, recorded, feed);
            return stream.flatMap(open -> await(open, receipt.accepted().commandId(), deadlineNanos));
        } catch (LogUnavailableException e) {
            LOG.info(
                    "outcome not awaited documentId={} reason={}",
                    receipt.accepted().documentId(),
                    e.getMessage());
            return Optional.empty();
        } finally {
            waiting.computeIfPresent(waiter, (_, now) -> now > 1 ? now - 1 : null);
            permits.release();
        }
    }

    /** Why the command was refused, if that is its outcome; a document of another owner is one that does not exist. */
    public static Optional<ProblemException> refusal(HistoryEvent outcome) {
        if (!(outcome.outline() instanceof EventOutline.Whole(CommandRejected rejected))) {
            return Optional.empty();
        }
        return Optional.of(
                rejected.code() == RejectionCode.NOT_OWNER
                        ? ProblemException.documentNotFound()
                        : ProblemException.of(ProblemCode.of(rejected.code()), rejected.message() + "."));
    }

    private static Optional<HistoryEvent> await(DocumentStream stream, CommandId commandId, long deadlineNanos) {
        try (stream) {
            while (true) {
                Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
                Optional<HistoryEvent> answer = Optional.empty();
                switch (stream.next(left)) {
                    case Next.Event(var frame) -> answer = answer(frame, commandId);
                    case Next.Snapshot(var state) ->
                        answer = VisibleDocuments.answer(state.streamHistory(), commandId::equals);
                    case Next.Reset _ -> {}
                    case Next.Heartbeat _, Next.Expired _, Next.End _ -> left = Duration.ZERO;
                }
                if (answer.isPresent() || left.isZero()) {
                    return answer;
                }
            }
        }
    }

    private static Optional<HistoryEvent> answer(EventFrame frame, CommandId commandId) {
        try {
            return VisibleDocuments.answer(List.of(HistoryEvent.of(frame.event())), commandId::equals);
        } catch (UnreadableException e) {
            LOG.warn(
                    "event skipped documentId={} sequence={} reason={}",
                    frame.documentId(),
                    frame.sequence(),
                    e.reason().code());
            return Optional.empty();
        }
    }
}
