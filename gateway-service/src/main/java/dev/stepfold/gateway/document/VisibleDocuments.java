package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.ShiftedLogException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.HistoryEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorded documents, as far as a caller may see them. Sources are, in this order: the projection, because one
 * query is cheaper than a replay; the document's own topic, which is the truth; the memory of recently accepted
 * documents.
 */
public final class VisibleDocuments implements Recorded {
    private static final Logger LOG = LoggerFactory.getLogger(VisibleDocuments.class);
    /** How many sequences are read at once while folding: bounds the memory of one fold. */
    static final int STRETCH_MAX = 50;

    private final Projection projection;
    private final DocumentReader reader;
    private final AcceptedDocuments accepted;
    private final LatestCommands latestCommands;
    private final RecentEvents recent;
    private final LatestStates latest;

    /**
     * @param latestCommands whether the latest commands have been recorded in {@code accepted}
     * @param recent the latest events of the feed, for streams only
     */
    public VisibleDocuments(
            Projection projection,
            DocumentReader reader,
            AcceptedDocuments accepted,
            LatestCommands latestCommands,
            RecentEvents recent) {
        this.projection = projection;
        this.reader = (documentId, from, to) -> {
            Optional<DocumentLogSlice> slice = reader.read(documentId, from, to);
            if (slice.isEmpty()) {
                recent.forget(documentId);
            }
            return slice;
        };
        this.accepted = accepted;
        this.latestCommands = latestCommands;
        this.recent = recent;
        this.latest = new LatestStates(this.reader, recent);
    }

    /** The documents that the caller may see: documents of other owners are absent. */
    public Recorded seenBy(Caller caller) {
        return caller.seesAll() ? this : new CallerDocuments(this, caller);
    }

    /**
     * Whether a document is hidden from a caller: it has another owner, or there is no such document. Nothing is hidden
     * from a caller that sees all. The document's own topic decides, since a projection that is behind may hold an
     * erased document of the same id. Only while the topic does not answer does the projected state decide, and only in
     * the caller's favour: a document of another owner is then as unavailable as an unknown one.
     */
    public boolean isKeptFrom(Caller caller, DocumentId documentId) throws LogUnavailableException {
        if (caller.seesAll()) {
            return false;
        }
        Optional<AcceptedCommand> made;
        try {
            made = madeBy(documentId);
        } catch (LogUnavailableException e) {
            if (projectedOwner(documentId).filter(caller::maySee).isEmpty()) {
                throw e;
            }
            LOG.debug("ownership read from the projection documentId={} reason={}", documentId, e.getMessage());
            return false;
        }
        if (made.isPresent() && caller.maySee(made.get().owner())) {
            return false;
        }
        // Also for a document that certainly has another owner: its answer then takes the same steps as that of a
        // document that does not exist.
        boolean unseen = seenBy(caller).find(documentId).isEmpty();
        return made.isPresent() || unseen;
    }

    /**
     * The documents as one stream of a caller reads them; empty if the document is hidden from the caller. Recent events
     * prove who owns a document, without a read of its topic, if they include its first event, or the event that the
     * projected state ends with.
     */
    public Optional<Recorded> streamedTo(Caller caller, DocumentId documentId) throws LogUnavailableException {
        if (caller.seesAll()) {
            return Optional.of(this);
        }
        DocumentState projected = lastKnownOrProjected(documentId);
        boolean seen = recentOwner(projected).filter(caller::maySee).isPresent();
        return seen || !isKeptFrom(caller, documentId)
                ? Optional.of(new CallerDocuments(this, caller, projected))
                : Optional.empty();
    }

    private Optional<Owner> recentOwner(DocumentState projected) {
        Optional<RecentEvents.Slice> proof =
                recent.read(projected.documentId(), Mark.of(projected), Math.max(projected.sequence(), 0), 1);
        return projected.exists()
                ? proof.flatMap(_ -> Optional.ofNullable(projected.owner()))
                : proof.flatMap(slice -> madeBy(slice)).map(AcceptedCommand::owner);
    }

    /** The command that created a document, given its recent events from the first one on. */
    static Optional<AcceptedCommand> madeBy(RecentEvents.Slice slice) {
        if (slice.events().isEmpty() || slice.events().getFirst().sequence() != 0) {
            return Optional.empty();
        }
        EventFrame first = slice.events().getFirst();
        try {
            return madeBy(first.documentId(), List.of(first.event()));
        } catch (UnreadableException e) {
            LOG.debug("recent event skipped reason={}", e.reason().code());
            return Optional.empty();
        }
    }

    /** A document's owner, from its state or, if it has no event yet, from the command that requested it. */
    public Optional<Owner> ownerOf(DocumentState state) {
        return ownerOf(state.documentId(), state.owner());
    }

    /** The owner of the state that the projection has, which may be that of an erased document of the same id. */
    public Optional<Owner> projectedOwner(DocumentId documentId) {
        return ownerOf(projected(documentId));
    }

    private Optional<Owner> ownerOf(DocumentId documentId, @Nullable Owner ofState) {
        return Optional.ofNullable(ofState).or(() -> accepted.find(documentId).map(AcceptedCommand::owner));
    }

    @Override
    public Optional<DocumentState> find(DocumentId documentId) throws LogUnavailableException {
        return find(new ProjectedState(documentId, projection)).map(LatestStates::decoded);
    }

    /**
     * Like {@link #find(DocumentId)}, as far as a caller may see the document. The projection's JSON is passed on as it is
     * if the log ends with the event that the state ends with.
     *
     * @return empty if there is no such document, or the caller may not see it
     * @throws LogUnavailableException when neither the projection nor Kafka answered
     */
    public Optional<EncodedState> findEncoded(Caller caller, DocumentId documentId) throws LogUnavailableException {
        return find(new ProjectedState(documentId, projection))
                .filter(found -> caller.seesAll()
                        || ownerOf(documentId, found.outline().owner())
                                .filter(caller::maySee)
                                .isPresent());
    }

    @Override
    public Optional<DocumentState> findRecent(DocumentId documentId) {
        return latest.byRecent(lastKnownOrProjected(documentId));
    }

    @Override
    public Optional<DocumentState> findToStream(DocumentId documentId) throws LogUnavailableException {
        return findToStream(lastKnownOrProjected(documentId));
    }

    /**
     * Like {@link #findToStream(DocumentId)}, given the projection's state. A document that was accepted lately is there,
     * even if its topic has no leader at the moment: many clients of event streams never come back after an error.
     */
    Optional<DocumentState> findToStream(DocumentState projected) throws LogUnavailableException {
        Optional<DocumentState> byRecent = latest.byRecent(projected);
        if (byRecent.isPresent()) {
            return byRecent;
        }
        try {
            return find(new ProjectedState(projected)).map(LatestStates::decoded);
        } catch (ShiftedLogException e) {
            throw e;
        } catch (LogUnavailableException e) {
            if (!wasAcceptedLately(projected.documentId())) {
                throw e;
            }
            LOG.debug("stream of an accepted document begins without its events reason={}", e.getMessage());
            return Optional.of(DocumentState.initial(projected.documentId()));
        }
    }

    private Optional<EncodedState> find(ProjectedState projected) throws LogUnavailableException {
        DocumentId documentId = projected.documentId();
        Optional<EncodedState> found;
        try {
            found = latest.byLog(projected);
        } catch (ShiftedLogException e) {
            throw e;
        } catch (LogUnavailableException e) {
            if (!projected.get().outline().exists()) {
                throw e;
            }
            LOG.debug("state read from the projection alone documentId={} reason={}", documentId, e.getMessage());
            return Optional.of(projected.get());
        }
        return found.isPresent() ? found : acceptedLately(documentId).map(EncodedState::of);
    }

    @Override
    public Optional<DocumentState> findLatest(DocumentId documentId) throws LogUnavailableException {
        Optional<DocumentState> found =
                latest.byLog(new ProjectedState(documentId, projection)).map(LatestStates::decoded);
        return found.isPresent() ? found : acceptedLately(documentId);
    }

    /** The state to fold recent events into. */
    private DocumentState lastKnownOrProjected(DocumentId documentId) {
        return latest.lastKnown(documentId)
                .orElseGet(() -> latest.keep(new ProjectedState(documentId, projection).get()));
    }

    /** The projection's state; the state without events if it has none. */
    DocumentState projected(DocumentId documentId) {
        return LatestStates.decoded(new ProjectedState(documentId, projection).get());
    }

    /**
     * The state without events if a document that has no topic was accepted recently. If not, there is no document,
     * whatever the projection still holds: it was erased.
     */
    private Optional<DocumentState> acceptedLately(DocumentId documentId) throws LogUnavailableException {
        // Read first: a command that is recorded in between is then found as well.
        boolean allAreRead = latestCommands.areRead();
        if (wasAcceptedLately(documentId)) {
            return Optional.of(DocumentState.initial(documentId));
        }
        if (!allAreRead) {
            throw LatestCommands.notRead("whether " + documentId + " was accepted recently");
        }
        return Optional.empty();
    }

    /** Whether a document was requested recently, and not erased since. */
    boolean wasAcceptedLately(DocumentId documentId) {
        return accepted.find(documentId).isPresent();
    }

    /**
     * The document's state at a sequence, folded from its topic; no document if the caller may not see what was read.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    public PastState findAt(Caller caller, DocumentId documentId, long sequence) throws LogUnavailableException {
        Recorded seen = seenBy(caller);
        DocumentState folded = DocumentState.initial(documentId);
        for (long from = 0; from <= sequence; from += STRETCH_MAX) {
            long to = Math.min(sequence + 1, from + STRETCH_MAX);
            Optional<DocumentLogSlice> slice = from == 0 ? read(documentId, from, to) : seen.read(documentId, from, to);
            if (slice.isEmpty()) {
                return seen.find(documentId).isPresent() ? new PastState.NotReached() : new PastState.NoDocument();
            }
            for (RecordedEvent event : slice.get().events()) {
                folded = DocumentFold.apply(folded, event);
            }
            if (folded.owner() != null && !caller.maySee(folded.owner())) {
                return new PastState.NoDocument();
            }
            if (slice.get().endOffset() < to) {
                return new PastState.NotReached();
            }
        }
        return new PastState.Known(folded);
    }

    @Override
    public DocumentState refold(DocumentId documentId) throws LogUnavailableException {
        DocumentState initial = DocumentState.initial(documentId);
        return latest.byLog(initial).orElse(initial);
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException {
        return reader.read(documentId, from, to);
    }

    @Override
    public Optional<RecentEvents.Slice> readRecent(DocumentId documentId, Mark mark, long from, int eventsMax) {
        return recent.read(documentId, mark, from, eventsMax);
    }

    /**
     * The command that created the document, from its first event.
     *
     * @return empty if it has no event
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Optional<AcceptedCommand> madeBy(DocumentId documentId) throws LogUnavailableException {
        return reader.read(documentId, 0, 1).stream()
                .flatMap(slice -> madeBy(documentId, slice.events()).stream())
                .findFirst();
    }

    /** The command that created a document, given its events from the first one on. */
    static Optional<AcceptedCommand> madeBy(DocumentId documentId, List<RecordedEvent> events) {
        return events.stream()
                .limit(1)
                .flatMap(first -> first.event() instanceof AgentRun.Started started
                        ? Stream.of(
                                new AcceptedCommand(documentId, first.runId(), started.commandId(), started.owner()))
                        : Stream.empty())
                .findFirst();
    }

    /**
     * The event that answers a command, looked for first in the latest events and then in the document's log before them.
     *
     * @param latest the document's latest state
     * @param command matches the command's id
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Optional<HistoryEvent> findAnswer(DocumentState latest, Predicate<CommandId> command)
            throws LogUnavailableException {
        Optional<HistoryEvent> late = answer(latest.streamHistory(), command);
        long end = latest.streamHistory().stream()
                .findFirst()
                .map(HistoryEvent::sequence)
                .orElse(0L);
        for (long from = 0; late.isEmpty() && from < end; from += STRETCH_MAX) {
            Optional<DocumentLogSlice> slice =
                    reader.read(latest.documentId(), from, Math.min(end, from + STRETCH_MAX));
            if (slice.isEmpty()) {
                return Optional.empty();
            }
            late = answer(slice.get().events().stream().map(HistoryEvent::of).toList(), command);
        }
        return late;
    }

    /** The first of these events that answers a command. */
    public static Optional<HistoryEvent> answer(List<HistoryEvent> events, Predicate<CommandId> command) {
        return events.stream()
                .filter(event ->
                        event.outline().answeredCommand().filter(command).isPresent())
                .findFirst();
    }
}
