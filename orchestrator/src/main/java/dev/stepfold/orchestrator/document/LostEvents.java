package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.Continuation;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;

/**
 * The events that a document's log has lost and the feed has kept (ADR 44). They are recognised by the chain: the first
 * of them names the log's head. Events without a link are not used.
 *
 * <p>The log decides here as everywhere: an event is written at its own offset. If a log had fenced writes before such
 * an event, they are written again as what they were, records that do not count; if it has records by now where the
 * event belongs, the event gets the next sequence. No event gets a smaller sequence than it had: receivers drop what is
 * not newer than what they have.
 */
final class LostEvents {
    /** How many fenced writes are written again before an event. */
    private static final int FENCED_MAX = 64;

    private final DocumentId documentId;
    private final int partition;
    private final Ports ports;
    private final PartitionLease lease;

    LostEvents(DocumentId documentId, int partition, Ports ports, PartitionLease lease) {
        this.documentId = documentId;
        this.partition = partition;
        this.ports = ports;
        this.lease = lease;
    }

    /** The log has lost its end since the feed was read: only what the feed holds now shows what it has lost. */
    void readAgain() {
        ports.tails().forget(partition);
    }

    /**
     * What the feed has behind a log, in order. A log without an event is not continued if the document's erasure was
     * requested: the feed may have lost the tombstone, too.
     *
     * @param history the log's events
     */
    List<EncodedEvent> behind(List<EncodedEvent> history) throws LogUnavailableException {
        List<Long> offsets = ports.tails().read(partition).offsetsOutside(documentId, history);
        if (offsets.isEmpty()) {
            return List.of();
        }
        List<EncodedEvent> lost = Continuation.of(history, ports.tails().events(partition, offsets));
        boolean erased = history.isEmpty()
                && !lost.isEmpty()
                && ports.tails().isErasureAsked(partition, lost.getFirst().event());
        return erased ? List.of() : lost;
    }

    /**
     * Writes an event to the log again.
     *
     * @return the event as it is in the log now
     * @throws LostRaceException when another writer was first, or the log is shorter than it was
     */
    EncodedEvent write(EncodedEvent lost, LogState log, Traceparent trace)
            throws LogUnavailableException, LostRaceException {
        if (log instanceof LogState.Archived) {
            if (!ports.archive().restore(lost, trace, lease)) {
                throw new LostRaceException(documentId, log.nextOffset());
            }
            return lost;
        }
        EncodedEvent next = inPlace(lost, log);
        AppendContext context = new AppendContext(trace, DocumentLogSlice.NONE_FORWARDED, false);
        for (long offset = log.nextOffset(); offset <= next.event().sequence(); offset++) {
            if (ports.log().append(List.of(next), context) == 1) {
                return next;
            }
        }
        throw new LostRaceException(documentId, next.event().sequence());
    }

    /** The event as it is, where it continues the log at its own offset; else behind the log's head. */
    private EncodedEvent inPlace(EncodedEvent lost, LogState log) {
        RecordedEvent event = lost.event();
        long fenced = event.sequence() - log.nextOffset();
        long sequence = fenced >= 0 && fenced <= FENCED_MAX ? event.sequence() : log.nextOffset();
        boolean continues = lost.previous().filter(log.head()::equals).isPresent();
        if (continues && sequence == event.sequence()) {
            return lost;
        }
        return new EncodedEvent(
                new RecordedEvent(documentId, event.runId(), sequence, event.timestamp(), event.event()), log.head());
    }

    /**
     * Up to which sequence the feed has the document's events, as far as its tail shows.
     *
     * @param claimed what the log says
     */
    long forwarded(List<EncodedEvent> history, long claimed) throws LogUnavailableException {
        int covered = ports.tails().read(partition).covers(documentId, history);
        if (covered == history.size()) {
            return claimed;
        }
        long known = covered == 0
                ? DocumentLogSlice.NONE_FORWARDED
                : history.get(covered - 1).event().sequence();
        return Math.min(claimed, known);
    }
}
