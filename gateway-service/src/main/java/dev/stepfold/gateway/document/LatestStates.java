package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings states up to date, by the log or by the recent events of the feed. */
final class LatestStates {
    private static final Logger LOG = LoggerFactory.getLogger(LatestStates.class);

    private final DocumentReader reader;
    private final RecentEvents recent;
    private final RecentStates states = RecentStates.boundedByHeap();

    LatestStates(DocumentReader reader, RecentEvents recent) {
        this.reader = reader;
        this.recent = recent;
    }

    /** The state that was known last, if the recent events continue it. */
    Optional<DocumentState> lastKnown(DocumentId documentId) {
        return states.find(documentId)
                .filter(known -> recent.read(
                                documentId,
                                Mark.of(known.outline()),
                                known.outline().sequence() + 1,
                                0)
                        .isPresent())
                .map(LatestStates::decoded);
    }

    /** Keeps the projection's state as the one that was known last. */
    DocumentState keep(EncodedState projected) {
        if (projected.outline().exists()) {
            states.keep(projected);
        }
        return decoded(projected);
    }

    /**
     * The latest state by the log, like {@link #byLog(DocumentState)}. It begins with the state that was known last, if the log ends
     * soon after that, or else with the projection's.
     */
    Optional<EncodedState> byLog(ProjectedState projected) throws LogUnavailableException {
        Optional<EncodedState> known = states.find(projected.documentId());
        if (known.isPresent()) {
            long from = known.get().outline().sequence();
            Optional<EncodedState> near = stretch(projected.documentId(), from)
                    .filter(slice -> slice.endOffset() < from + VisibleDocuments.STRETCH_MAX)
                    .flatMap(slice -> continued(known.get(), slice));
            if (near.isPresent()) {
                return near;
            }
        }
        EncodedState state = projected.get();
        if (state.outline().exists()) {
            states.keep(state);
        }
        return byLog(state);
    }

    /**
     * Folds the topic's events after {@code state}; empty if there is no topic. The topic is read from the event that
     * the state ends with. If that event is not there, the topic belongs to a document recreated under the same id, or it
     * has lost its end, and is folded from its first event.
     */
    Optional<DocumentState> byLog(DocumentState state) throws LogUnavailableException {
        return byLog(EncodedState.of(state)).map(LatestStates::decoded);
    }

    /** Like {@link #byLog(DocumentState)}; the same state, not decoded, if there is no later event. */
    Optional<EncodedState> byLog(EncodedState state) throws LogUnavailableException {
        StateOutline outline = state.outline();
        long from = Math.max(outline.sequence(), 0);
        Optional<DocumentLogSlice> slice = stretch(state.documentId(), from);
        if (slice.isEmpty()) {
            return Optional.empty();
        }
        Optional<EncodedState> first = continued(state, slice.get());
        if (first.isEmpty()) {
            LOG.debug(
                    "projection holds another state than that of the log documentId={} sequence={}",
                    state.documentId(),
                    outline.sequence());
            return byLog(EncodedState.of(DocumentState.initial(state.documentId())));
        }
        EncodedState latest = first.get();
        while (slice.isPresent()) {
            from += VisibleDocuments.STRETCH_MAX;
            if (slice.get().endOffset() < from) {
                return Optional.of(latest);
            }
            slice = stretch(state.documentId(), from);
            if (slice.isPresent()) {
                latest = EncodedState.of(folded(decoded(latest), slice.get()));
            }
        }
        return Optional.empty();
    }

    /**
     * A state after a stretch of the log that begins with its last event; the same state, not decoded, if nothing came after it.
     * Empty if that event is not there, or the state cannot be read.
     */
    private static Optional<EncodedState> continued(EncodedState state, DocumentLogSlice slice) {
        StateOutline outline = state.outline();
        if (outline.exists() && isOfNamesake(outline, slice.events())) {
            return Optional.empty();
        }
        if (outline.exists() && slice.endOffset() == outline.sequence() + 1) {
            return Optional.of(state);
        }
        DocumentState decoded = decoded(state);
        return decoded.sequence() == outline.sequence()
                ? Optional.of(EncodedState.of(folded(decoded, slice)))
                : Optional.empty();
    }

    private Optional<DocumentLogSlice> stretch(DocumentId documentId, long from) throws LogUnavailableException {
        return reader.read(documentId, from, from + VisibleDocuments.STRETCH_MAX);
    }

    private static DocumentState folded(DocumentState state, DocumentLogSlice slice) {
        DocumentState latest = state;
        for (RecordedEvent event : slice.events()) {
            latest = DocumentFold.apply(latest, event);
        }
        return latest;
    }

    /** Folds the recent events after {@code state}; empty if they do not cover that. */
    Optional<DocumentState> byRecent(DocumentState state) {
        Optional<RecentEvents.Slice> slice =
                recent.read(state.documentId(), Mark.of(state), state.sequence() + 1, Integer.MAX_VALUE);
        if (slice.isEmpty()) {
            return Optional.empty();
        }
        DocumentState latest = state;
        long bytes = 0;
        try {
            for (EventFrame frame : slice.get().events()) {
                latest = DocumentFold.apply(latest, frame.event());
                bytes += frame.bytes().length;
            }
            states.keep(latest, state, bytes);
            return Optional.of(latest);
        } catch (UnreadableException e) {
            LOG.debug(
                    "topic read instead of recent events documentId={} reason={}",
                    state.documentId(),
                    e.reason().code());
            return Optional.empty();
        }
    }

    /** Whether a log lacks the event that a state ends with, given its events from that sequence on. */
    private static boolean isOfNamesake(StateOutline state, List<RecordedEvent> events) {
        return events.isEmpty()
                || events.getFirst().sequence() != state.sequence()
                || !events.getFirst().timestamp().equals(state.lastStreamUpdate());
    }

    /** The state; that without events if the projection sent something else, so that the log is folded. */
    static DocumentState decoded(EncodedState state) {
        try {
            return state.state();
        } catch (UnreadableException e) {
            LOG.debug(
                    "projected state skipped documentId={} reason={}",
                    state.documentId(),
                    e.reason().code());
            return DocumentState.initial(state.documentId());
        }
    }
}
