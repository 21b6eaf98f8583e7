package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds events into the store of states, and keeps the index of owners consistent with it.
 *
 * <p>An event that does not continue the state's chain ({@link ChainRule}), or comes to a state that an earlier version
 * folded, is not folded. The document is folded anew from its log instead ({@link Refolds}); until then its state is what
 * some log of it was, and never a mixture.
 *
 * <p>After a crash one of the two stores may have changes that the other lacks. The events that are read again correct
 * both, because the index is compared with the state at every event that the state has already. Documents
 * that were folded before the index existed are added gradually once the store is there; until then the index is not
 * complete, and lists are not ready.
 */
final class ProjectDocument extends ContextualProcessor<String, Decoded, Void, Void> {
    /** How many documents from before the index are added at once, between two polls: their states are read whole. */
    static final int BACKFILL_MAX = 200;

    /** How long the stream thread does other work in between. */
    static final Duration BACKFILL_INTERVAL = Duration.ofMillis(50);

    /** What an event says is at most in the history, and once more where the state keeps it; a large part only there. */
    private static final long PLACES_IN_STATE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ProjectDocument.class);

    @SuppressWarnings("NullAway.Init") // set by init
    private TimestampedKeyValueStore<String, StoredState> documents;

    @SuppressWarnings("NullAway.Init") // set by init
    private KeyValueStore<String, byte[]> index;

    @SuppressWarnings("NullAway.Init") // set by init
    private Refolds refolds;

    private final Healing healing;
    private final FoldSpans spans;
    private @Nullable Cancellable backfill;

    ProjectDocument(Healing healing, FoldSpans spans) {
        this.healing = healing;
        this.spans = spans;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        documents = context.getStateStore(DocumentTopology.DOCUMENTS);
        index = context.getStateStore(DocumentTopology.DOCUMENTS_BY_OWNER);
        refolds = new Refolds(healing, context, documents, index);
        if (!OwnerIndex.isComplete(index)) {
            backfill = context.schedule(BACKFILL_INTERVAL, PunctuationType.WALL_CLOCK_TIME, _ -> backfill());
        }
    }

    @Override
    public void process(Record<String, Decoded> record) {
        Instant began = spans.begin();
        switch (record.value()) {
            case Decoded.Event event -> {
                if (apply(event, record.timestamp())) {
                    spans.folded(event.event(), record.headers(), began);
                }
            }
            case Decoded.Erased(DocumentId documentId, Instant at) -> {
                if (erase(documentId, at)) {
                    spans.erased(documentId, at, record.headers(), began);
                }
            }
            case Decoded.NoEvent _ -> {}
        }
    }

    /** Whether the event was folded into the state. */
    private boolean apply(Decoded.Event decoded, long timestamp) {
        RecordedEvent event = decoded.event();
        DocumentId documentId = event.documentId();
        if (OwnerIndex.erasedAt(index, documentId)
                .filter(at -> !event.timestamp().isAfter(at))
                .isPresent()) {
            LOG.info("event of an erased document skipped documentId={} sequence={}", documentId, event.sequence());
            return false;
        }
        StoredState stored = stored(documentId);
        Optional<Suspects.Cause> misfit = misfit(stored, decoded);
        misfit.ifPresent(cause -> refolds.suspect(documentId, cause));
        StoredState next = misfit.isPresent() && stored instanceof StoredState.Current ? stored : fold(stored, decoded);
        boolean changed = !next.equals(stored);
        if (changed) {
            documents.put(documentId.value(), ValueAndTimestamp.make(next, timestamp));
        }
        if (misfit.isPresent() || !(next instanceof StoredState.Current current)) {
            return false;
        }
        if (!isProgressOnly(stored, current)) {
            OwnerIndex.update(index, current.state(), event.sequence() == 0 ? event.timestamp() : null);
        }
        return changed;
    }

    /** An event that the state has already is no progress: after a crash the index may lack it. */
    private static boolean isProgressOnly(StoredState stored, StoredState.Current next) {
        return stored instanceof StoredState.Current before
                && before.state().sequence() < next.state().sequence()
                && OwnerIndex.isProgressOnly(before.state(), next.state());
    }

    /**
     * Deletes a document and records when that was: events of it that come later are skipped. A tombstone that is
     * already known changes nothing in a document that was recreated since.
     *
     * @return whether the tombstone is new
     */
    private boolean erase(DocumentId documentId, Instant at) {
        boolean known = OwnerIndex.erasedAt(index, documentId)
                .filter(before -> !before.isBefore(at))
                .isPresent();
        boolean newer = stored(documentId) instanceof StoredState.Current current
                && current.state().lastStreamUpdate() != null
                && current.state().lastStreamUpdate().isAfter(at);
        if (known && newer) {
            return false;
        }
        if (!known) {
            OwnerIndex.noteErased(index, documentId, at);
        }
        OwnerIndex.remove(index, documentId);
        var _ = documents.delete(documentId.value());
        LOG.info("erased documentId={}", documentId);
        return !known;
    }

    private StoredState stored(DocumentId documentId) {
        ValueAndTimestamp<StoredState> found = documents.get(documentId.value());
        return found == null ? new StoredState.None() : found.value();
    }

    /** Why the document has to be folded anew from its log, if the event does not fit its state. */
    private static Optional<Suspects.Cause> misfit(StoredState stored, Decoded.Event decoded) {
        boolean first = decoded.event().sequence() == 0;
        return switch (stored) {
            case StoredState.None _ -> first ? Optional.empty() : Optional.of(Suspects.Cause.HOLE);
            case StoredState.Lost lost ->
                lost.equals(StoredState.Lost.BEGINNING) && !first ? Optional.of(Suspects.Cause.HOLE) : Optional.empty();
            case StoredState.Current current
            when current.isFoldedByEarlier() -> Optional.of(Suspects.Cause.EARLIER_FOLD);
            case StoredState.Current current ->
                switch (ChainRule.of(current, decoded)) {
                    case NEXT, REPEATED -> Optional.empty();
                    case HOLE -> Optional.of(Suspects.Cause.HOLE);
                    case FORK -> Optional.of(Suspects.Cause.FORK);
                };
        };
    }

    private static StoredState fold(StoredState stored, Decoded.Event decoded) {
        RecordedEvent event = decoded.event();
        return switch (stored) {
            case StoredState.None _ -> event.sequence() == 0 ? begin(decoded) : StoredState.Lost.BEGINNING;
            case StoredState.Current current ->
                event.sequence() <= current.state().sequence() ? stored : applied(current, decoded);
            case StoredState.Lost lost
            when lost.equals(StoredState.Lost.BEGINNING) && event.sequence() == 0 -> begin(decoded);
            case StoredState.Lost(String reason) -> {
                LOG.warn(
                        "event skipped, the state is lost documentId={} sequence={} reason={}",
                        event.documentId(),
                        event.sequence(),
                        reason);
                yield stored;
            }
        };
    }

    /** Only a run's start creates a document: without one it would have no owner and no status. */
    private static StoredState begin(Decoded.Event first) {
        return first.event().event() instanceof AgentRun.Started
                ? applied(
                        new StoredState.Current(
                                DocumentState.initial(first.event().documentId()), ChainHash.START, 0),
                        first)
                : new StoredState.Lost("its first event starts no run");
    }

    /** The fold is total. If it fails on an event nevertheless, one document is lost and not the topology. */
    private static StoredState applied(StoredState.Current before, Decoded.Event decoded) {
        RecordedEvent event = decoded.event();
        try {
            return new StoredState.Current(
                    DocumentFold.apply(before.state(), event),
                    ChainRule.headAfter(before.head(), decoded),
                    before.bytes() + bytesInState(decoded));
        } catch (RuntimeException e) {
            LOG.error(
                    "event cannot be folded, lost to the projection documentId={} sequence={}",
                    event.documentId(),
                    event.sequence(),
                    e);
            return new StoredState.Lost("the event at sequence " + event.sequence() + " could not be folded");
        }
    }

    private static long bytesInState(Decoded.Event decoded) {
        boolean isLarge = HistoryEvent.of(decoded.event()).part() != null;
        return isLarge ? decoded.value().length : PLACES_IN_STATE * decoded.value().length;
    }

    /** Adds the next documents whose states were stored before the index existed. */
    private void backfill() {
        Optional<String> done = OwnerIndex.backfilledTo(index);
        List<String> stretch = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<StoredState>> states =
                documents.range(done.map(last -> last + "\0").orElse(null), null)) {
            while (stretch.size() < BACKFILL_MAX && states.hasNext()) {
                KeyValue<String, ValueAndTimestamp<StoredState>> next = states.next();
                stretch.add(next.key);
                if (next.value.value() instanceof StoredState.Current current) {
                    OwnerIndex.update(index, current.state(), null);
                }
            }
        }
        if (stretch.size() < BACKFILL_MAX) {
            OwnerIndex.noteComplete(index);
            LOG.info(
                    "index complete partition={} documents={}",
                    context().taskId().partition(),
                    stretch.size());
            if (backfill != null) {
                backfill.cancel();
            }
        } else {
            OwnerIndex.noteBackfilledTo(index, stretch.getLast());
        }
    }
}
