package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.gateway.stream.RecentEvents.Slice;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream of one document: the one loop that owns the client's cursor and guarantees that every event is
 * sent exactly once and in order. It is pulled ({@link #next}) at the client's pace; nothing is produced without
 * demand.
 *
 * <pre>
 *   register ─▶ OPENING ─────▶ CATCHING_UP ────────▶ LIVE
 *               snapshot, or    recent events, or     buffered live events; those
 *               check of the    the topic, stretch    sent already are dropped
 *               cursor          by stretch, to the end
 *                                    ▲                  │
 *                                    └──────────────────┘ a hole in the sequence (a fenced write, or a forward
 *                                                         that is late), a gap in the feed, an overflow
 * </pre>
 *
 * <p>Why nothing is lost: an event is appended to the document's topic before it is forwarded to the live feed. The
 * watcher is registered before the topic is read, so an event that the read does not see is forwarded after the
 * registration. The same holds for the recent events ({@link RecentEvents}), which make the read unnecessary if they
 * cover the cursor. Why nothing comes twice: the cursor only rises, and an event that is not above it is dropped.
 *
 * <p>Not safe for several threads, except {@link #close}.
 */
public final class DocumentStream implements StreamSource {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentStream.class);

    /** How many sequences are read from the topic at once: bounds the memory of a client that is far behind. */
    static final int STRETCH_MAX = 200;

    /** A stream ends after this time even if it may last longer, and its client reconnects. */
    private static final Duration LIFETIME_MAX = Duration.ofDays(30);

    private final Request request;
    private final Recorded recorded;
    private final Watcher watcher;
    private final @Nullable Long expiresAtNanos;
    private final Queue<Next> outbox = new ArrayDeque<>();
    private Phase phase = Phase.OPENING;

    /** The initial state; released once the stream has begun, because thousands of streams are idle. */
    private @Nullable DocumentState opening;

    /** The sequence of the latest state that was sent or known at the begin: recent events have to reach it. */
    private long known;

    private Rest rest;

    /** The last event that is sent or is in the outbox. */
    private Position cursor = Position.BEGIN;

    /** The highest sequence seen live: catching up has to reach it. */
    private long seen = DocumentState.SEQUENCE_NONE;

    private DocumentStream(Request request, Recorded recorded, Watcher watcher, DocumentState opening) {
        this.request = request;
        this.recorded = recorded;
        this.watcher = watcher;
        this.opening = opening;
        this.known = opening.sequence();
        this.rest = Rest.of(opening);
        this.expiresAtNanos = request.lifetime == null ? null : System.nanoTime() + nanos(request.lifetime);
    }

    /**
     * A client's request.
     *
     * @param documentId the document
     * @param cursor the client's position
     * @param untilRest whether the stream ends when the run is at rest
     * @param heartbeat how long the stream stays silent at most
     * @param lifetime how long the client's credentials are still valid; null for forever
     */
    public record Request(
            DocumentId documentId,
            Cursor cursor,
            boolean untilRest,
            Duration heartbeat,
            @Nullable Duration lifetime) {}

    /**
     * Opens a stream.
     *
     * @return empty if there is no such document; otherwise to be closed by the caller
     * @throws LogUnavailableException when nothing is currently known about the document
     */
    public static Optional<DocumentStream> open(Request request, Recorded recorded, LiveFeed feed)
            throws LogUnavailableException {
        Watcher watcher = feed.watch(request.documentId);
        boolean opened = false;
        try {
            Optional<DocumentStream> stream = recorded.findToStream(request.documentId)
                    .map(state -> new DocumentStream(request, recorded, watcher, state));
            opened = stream.isPresent();
            return stream;
        } finally {
            if (!opened) {
                watcher.close();
            }
        }
    }

    @Override
    public Next next() {
        return next(request.heartbeat);
    }

    @Override
    public Next next(Duration patience) {
        watcher.attend();
        try {
            while (true) {
                if (phase != Phase.ENDED && left(LIFETIME_MAX).isZero()) {
                    outbox.clear();
                    outbox.add(new Next.Expired());
                    end(EndReason.EXPIRED);
                }
                Next ready = outbox.poll();
                if (ready != null) {
                    return ready;
                }
                switch (phase) {
                    case OPENING -> begin(Objects.requireNonNull(opening));
                    case CATCHING_UP -> catchUp();
                    case READING_LOG -> readStretch();
                    case LIVE -> live(patience);
                    case ENDED -> outbox.add(new Next.End(EndReason.CLOSED));
                }
            }
        } catch (LogUnavailableException e) {
            LOG.info(
                    "stream ended, its events cannot be read documentId={} sequence={} reason={}",
                    request.documentId,
                    cursor.sequence(),
                    e.getMessage());
            end(EndReason.LOG_UNAVAILABLE);
            return outbox.remove();
        }
    }

    private void begin(DocumentState state) throws LogUnavailableException {
        switch (request.cursor) {
            case Cursor.None() -> snapshot(state);
            case Cursor.Unreadable() -> reset(ResetReason.INVALID_CURSOR, state);
            case Cursor.After(long sequence) -> {
                if (sequence == DocumentState.SEQUENCE_NONE) {
                    break;
                }
                Optional<Position> recent = recent(sequence, state);
                if (recent.isPresent()) {
                    resumeAfter(recent.get(), state);
                    break;
                }
                Optional<DocumentLogSlice> last = recorded.read(request.documentId, sequence, sequence + 1);
                if (last.isEmpty() || last.get().endOffset() <= sequence) {
                    reset(
                            ResetReason.BEYOND_END,
                            recorded.find(request.documentId).orElse(state));
                } else {
                    resumeAfter(new Position(sequence, null, Optional.empty()).after(last.get()), state);
                }
            }
        }
        opening = null;
        phase = Phase.CATCHING_UP;
    }

    /** The event at a client's cursor, if that is a recent event of the document with that state. */
    private Optional<Position> recent(long sequence, DocumentState state) {
        return recorded.readRecent(request.documentId, Mark.of(state), sequence, 1)
                .flatMap(slice -> slice.events().stream().findFirst())
                .map(Position::of);
    }

    private void resumeAfter(Position position, DocumentState state) throws LogUnavailableException {
        cursor = position;
        if (request.untilRest && state.sequence() < position.sequence()) {
            rest = Rest.of(recorded.findLatest(request.documentId).orElse(state));
        }
    }

    /** Continues from the recent events; where they do not suffice, from the log. */
    private void catchUp() throws LogUnavailableException {
        Optional<Slice> recent =
                recorded.readRecent(request.documentId, cursor.mark(), cursor.sequence() + 1, STRETCH_MAX);
        recent.ifPresent(slice -> slice.events().forEach(this::send));
        if (recent.isEmpty() || (recent.get().isToEnd() && !isRecentEnough())) {
            readStretch();
        } else if (recent.get().isToEnd()) {
            caughtUp();
        }
    }

    /**
     * Whether the recent events reach as far as they have to. That the run is at rest and stays so, only the topic can
     * tell: a later event may not have been forwarded yet.
     */
    private boolean isRecentEnough() {
        boolean ending = request.untilRest && rest.isAtRest() && !watcher.isAnswerExpected();
        return cursor.sequence() >= Math.max(seen, known) && !ending;
    }

    private void readStretch() throws LogUnavailableException {
        // Includes the event at the cursor, which shows whether this is still the same document.
        long to = cursor.sequence() + 1 + STRETCH_MAX;
        Optional<DocumentLogSlice> found = recorded.read(request.documentId, Math.max(cursor.sequence(), 0), to);
        if (found.isEmpty()) {
            if (cursor.sequence() == DocumentState.SEQUENCE_NONE) {
                caughtUp();
            } else {
                erased();
            }
            return;
        }
        DocumentLogSlice slice = found.get();
        if (cursor.isMissingIn(slice)) {
            startOver();
            return;
        }
        slice.events().stream()
                .filter(event -> event.sequence() > cursor.sequence())
                .map(EventFrame::of)
                .toList()
                .forEach(this::send);
        cursor = cursor.after(slice);
        if (slice.endOffset() < to) {
            caughtUp();
        }
    }

    /** The log is not the one that the client has seen: the client gets the state that it folds to. */
    private void startOver() throws LogUnavailableException {
        Optional<Instant> begin = recorded.read(request.documentId, 0, 1).stream()
                .flatMap(slice -> slice.events().stream())
                .map(RecordedEvent::timestamp)
                .findFirst();
        boolean changed =
                begin.isPresent() && (cursor.time() == null || !begin.get().isAfter(cursor.time()));
        reset(changed ? ResetReason.LOG_CHANGED : ResetReason.MADE_ANEW, recorded.refold(request.documentId));
    }

    private void caughtUp() throws LogUnavailableException {
        if (cursor.sequence() < seen) {
            throw new LogUnavailableException(
                    "the topic of " + request.documentId + " ends before a forwarded event",
                    new IllegalStateException("end " + cursor.sequence() + ", forwarded " + seen));
        }
        phase = Phase.LIVE;
    }

    /** At rest, a stream ends only if no accepted command awaits its answer, and nothing has arrived. */
    private void live(Duration patience) throws LogUnavailableException {
        boolean mayEnd = request.untilRest && rest.isAtRest() && !watcher.isAnswerExpected();
        switch (watcher.await(mayEnd ? Duration.ZERO : left(patience))) {
            case Signal.Arrived(EventFrame frame) -> arrived(frame);
            case Signal.Erased(Instant at) -> erased(at);
            case Signal.Interrupted() -> phase = Phase.READING_LOG;
            case Signal.Overflowed() -> collapse();
            case Signal.Silence() -> {
                if (mayEnd) {
                    end(EndReason.AT_REST);
                } else {
                    outbox.add(new Next.Heartbeat());
                }
            }
            case Signal.Closed() -> end(EndReason.CLOSED);
        }
    }

    /** How long to wait: at most {@code patience}, and no longer than until the stream expires. */
    private Duration left(Duration patience) {
        if (expiresAtNanos == null) {
            return patience;
        }
        Duration left = Duration.ofNanos(Math.max(0, expiresAtNanos - System.nanoTime()));
        return left.compareTo(patience) < 0 ? left : patience;
    }

    private static long nanos(Duration lifetime) {
        return (lifetime.compareTo(LIFETIME_MAX) < 0 ? lifetime : LIFETIME_MAX).toNanos();
    }

    private void arrived(EventFrame frame) throws LogUnavailableException {
        if (frame.sequence() <= cursor.sequence()) {
            if (cursor.isDoubtedBy(frame) && isLogAnother()) {
                startOver();
                phase = Phase.CATCHING_UP;
            }
        } else if (frame.sequence() > cursor.sequence() + 1) {
            seen = Math.max(seen, frame.sequence());
            phase = Phase.CATCHING_UP;
        } else if (frame.continues(cursor.head())) {
            send(frame);
        } else {
            phase = Phase.READING_LOG;
        }
    }

    /** What an event alone does not prove, because clocks of orchestrators differ, the event at the cursor does. */
    private boolean isLogAnother() throws LogUnavailableException {
        return recorded.read(request.documentId, cursor.sequence(), cursor.sequence() + 1)
                .filter(cursor::isMissingIn)
                .isPresent();
    }

    /** The document was erased, and may have been recreated since; its topic may remain visible for a moment. */
    private void erased(Instant at) throws LogUnavailableException {
        boolean madeAnew = recorded.read(request.documentId, 0, 1).stream()
                .flatMap(slice -> slice.events().stream())
                .anyMatch(first -> first.timestamp().isAfter(at));
        if (madeAnew) {
            reset(ResetReason.MADE_ANEW, recorded.refold(request.documentId));
            phase = Phase.CATCHING_UP;
        } else {
            erased();
        }
    }

    private void erased() {
        LOG.info("stream ended, the document was erased documentId={}", request.documentId);
        outbox.add(new Next.Reset(ResetReason.ERASED));
        end(EndReason.ERASED);
    }

    /** Replaces the events that the client missed with one snapshot. */
    private void collapse() throws LogUnavailableException {
        recorded.findLatest(request.documentId)
                .filter(latest -> latest.sequence() > cursor.sequence())
                .ifPresent(this::snapshot);
        phase = Phase.CATCHING_UP;
    }

    private void reset(ResetReason reason, DocumentState state) {
        LOG.info("stream reset documentId={} reason={}", request.documentId, reason.code());
        outbox.add(new Next.Reset(reason));
        seen = DocumentState.SEQUENCE_NONE;
        snapshot(state);
    }

    private void snapshot(DocumentState state) {
        outbox.add(new Next.Snapshot(state));
        known = state.sequence();
        cursor = Position.of(state);
        rest = Rest.of(state);
    }

    private void send(EventFrame frame) {
        outbox.add(new Next.Event(frame));
        cursor = Position.of(frame);
        rest = rest.after(frame);
    }

    private void end(EndReason reason) {
        close();
        phase = Phase.ENDED;
        outbox.add(new Next.End(reason));
    }

    /** Unregisters, too. */
    @Override
    public void close() {
        watcher.close();
    }

    private enum Phase {
        OPENING,
        /** From the recent events if they cover the cursor, otherwise from the log. */
        CATCHING_UP,
        /** From the log in any case: the feed has a gap. */
        READING_LOG,
        LIVE,
        ENDED
    }
}
