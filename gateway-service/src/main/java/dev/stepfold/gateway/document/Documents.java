package dev.stepfold.gateway.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is recorded about documents, from whoever can tell: the projection first, because one question is cheaper than a
 * replay; else the document's own topic, which is the truth; else the memory of what was accepted a moment ago.
 */
public final class Documents implements Recorded {
    private static final Logger LOG = LoggerFactory.getLogger(Documents.class);
    /** How many sequences are read at once while folding: bounds the memory of one fold. */
    private static final int STRETCH_MAX = 500;

    private final Projection projection;
    private final DocumentLog log;
    private final AcceptedDocuments accepted;
    private final BooleanSupplier acceptedIsComplete;

    /** @param acceptedIsComplete whether every command of the last minutes has been noticed in {@code accepted} */
    public Documents(
            Projection projection, DocumentLog log, AcceptedDocuments accepted, BooleanSupplier acceptedIsComplete) {
        this.projection = projection;
        this.log = log;
        this.accepted = accepted;
        this.acceptedIsComplete = acceptedIsComplete;
    }

    /** The same as far as the caller may see it: what belongs to others is not there. */
    public Recorded seenBy(Caller caller) {
        return caller.seesAll() ? this : new SeenDocuments(this, caller);
    }

    /**
     * Whether a document is kept from a caller: it belongs to somebody else, or there is none. Nothing is kept from one who
     * sees all. The document's own topic decides, since a projection that is behind may hold a namesake that was erased;
     * only while the topic does not answer, or has no event, the state that is known does.
     */
    public boolean isKeptFrom(Caller caller, DocumentId documentId) throws LogUnavailableException {
        if (caller.seesAll()) {
            return false;
        }
        try {
            Optional<Accepted> made = madeBy(documentId);
            if (made.isPresent()) {
                return !caller.maySee(made.get().owner());
            }
        } catch (LogUnavailableException e) {
            LOG.debug("ownership by the known state documentId={} reason={}", documentId, e.getMessage());
        }
        return seenBy(caller).find(documentId).isEmpty();
    }

    /** Whom a document belongs to, as its state tells or, where it has no event yet, what asked for it. */
    public Optional<Owner> ownerOf(DocumentState state) {
        return Optional.ofNullable(state.owner())
                .or(() -> accepted.find(state.documentId()).map(Accepted::owner));
    }

    @Override
    public Optional<DocumentState> find(DocumentId documentId) throws LogUnavailableException {
        return switch (projection.find(documentId)) {
            case ProjectionAnswer.Known(DocumentState state) -> Optional.of(state);
            case ProjectionAnswer.Unknown _, ProjectionAnswer.Unavailable _ -> findWithoutProjection(documentId);
        };
    }

    @Override
    public Optional<DocumentState> findLatest(DocumentId documentId) throws LogUnavailableException {
        return switch (projection.find(documentId)) {
            case ProjectionAnswer.Known(DocumentState state) -> forward(state).or(() -> acceptedLately(documentId));
            case ProjectionAnswer.Unknown _, ProjectionAnswer.Unavailable _ -> findWithoutProjection(documentId);
        };
    }

    /** A document that has no topic any more was erased, whatever the projection still says. */
    private Optional<DocumentState> acceptedLately(DocumentId documentId) {
        return accepted.find(documentId).map(_ -> DocumentState.initial(documentId));
    }

    private Optional<DocumentState> findWithoutProjection(DocumentId documentId) throws LogUnavailableException {
        DocumentState initial = DocumentState.initial(documentId);
        boolean complete = acceptedIsComplete.getAsBoolean();
        Optional<DocumentState> found = forward(initial).or(() -> acceptedLately(documentId));
        if (found.isEmpty() && !complete) {
            throw new LogUnavailableException(
                    "whether " + documentId + " was accepted lately is not known yet",
                    new IllegalStateException("the latest commands are not read to their end"));
        }
        return found;
    }

    /**
     * The document as it stood at a sequence, folded from its topic.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    public PastState findAt(DocumentId documentId, long sequence) throws LogUnavailableException {
        DocumentState folded = DocumentState.initial(documentId);
        for (long from = 0; from <= sequence; from += STRETCH_MAX) {
            long to = Math.min(sequence + 1, from + STRETCH_MAX);
            Optional<DocumentLogSlice> slice = log.read(documentId, from, to);
            if (slice.isEmpty()) {
                return find(documentId).isPresent() ? new PastState.NotReached() : new PastState.NoDocument();
            }
            if (slice.get().endOffset() < to) {
                return new PastState.NotReached();
            }
            for (RecordedEvent event : slice.get().events()) {
                folded = DocumentFold.apply(folded, event);
            }
        }
        return new PastState.Known(folded);
    }

    @Override
    public DocumentState refold(DocumentId documentId) throws LogUnavailableException {
        DocumentState initial = DocumentState.initial(documentId);
        return forward(initial).orElse(initial);
    }

    /**
     * Folds what the topic has after {@code state}; empty where there is no topic. A topic that ends before the state
     * belongs to a document made anew under the same id, and is folded from its first event.
     */
    private Optional<DocumentState> forward(DocumentState state) throws LogUnavailableException {
        DocumentState folded = state;
        long from = state.sequence() + 1;
        while (true) {
            Optional<DocumentLogSlice> slice = log.read(state.documentId(), from, from + STRETCH_MAX);
            if (slice.isEmpty()) {
                return Optional.empty();
            }
            if (slice.get().endOffset() < state.sequence() + 1) {
                return forward(DocumentState.initial(state.documentId()));
            }
            for (RecordedEvent event : slice.get().events()) {
                folded = DocumentFold.apply(folded, event);
            }
            if (slice.get().endOffset() < from + STRETCH_MAX) {
                return Optional.of(folded);
            }
            from += STRETCH_MAX;
        }
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException {
        return log.read(documentId, from, to);
    }

    /**
     * What made the document, as its first event tells.
     *
     * @return empty where it has no event
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Optional<Accepted> madeBy(DocumentId documentId) throws LogUnavailableException {
        return log.read(documentId, 0, 1).stream()
                .flatMap(slice -> slice.events().stream())
                .flatMap(first -> first.event() instanceof AgentRun.Started started
                        ? Stream.of(new Accepted(documentId, first.runId(), started.commandId(), started.owner()))
                        : Stream.empty())
                .findFirst();
    }

    /**
     * The event that answers a command, looked for first in the latest events and then in the document's log before them.
     *
     * @param latest the document's latest state
     * @param command tells the command
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Optional<RecordedEvent> findAnswer(DocumentState latest, Predicate<CommandId> command)
            throws LogUnavailableException {
        Optional<RecordedEvent> late = answer(latest.streamHistory(), command);
        long end = latest.streamHistory().stream()
                .findFirst()
                .map(RecordedEvent::sequence)
                .orElse(0L);
        for (long from = 0; late.isEmpty() && from < end; from += STRETCH_MAX) {
            Optional<DocumentLogSlice> slice = log.read(latest.documentId(), from, Math.min(end, from + STRETCH_MAX));
            if (slice.isEmpty()) {
                return Optional.empty();
            }
            late = answer(slice.get().events(), command);
        }
        return late;
    }

    /** The first of these events that answers a command. */
    public static Optional<RecordedEvent> answer(List<RecordedEvent> events, Predicate<CommandId> command) {
        return events.stream()
                .filter(event -> event.event().answeredCommand().filter(command).isPresent())
                .findFirst();
    }
}
