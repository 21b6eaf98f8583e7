package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.decision.AttemptId;
import dev.stepfold.orchestrator.decision.Decider;
import dev.stepfold.orchestrator.decision.Decision;
import dev.stepfold.orchestrator.decision.Document;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document in the hands of its writer. Every input takes the same way, in this order: decide, append and await the
 * acknowledgement, fold, forward, let the effect begin. An effect so begins only after the events that announce it are
 * durable.
 *
 * <p>Used by one thread. A call that throws {@link LogUnavailableException} has appended some of its events or none, now or
 * later; {@link #resync()} learns which, and then the same input can be handled again.
 */
public final class DocumentSession {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentSession.class);

    private final DocumentId documentId;
    private final Ports ports;
    private final Consumer<Input> inbox;
    private final BooleanSupplier givenUp;
    private final Ownership ownership;

    private Document document;
    private @Nullable RecordedEvent first;
    private boolean isKept;
    private boolean archived;
    private long nextOffset;
    private @Nullable Command latest;
    private Traceparent trace;
    private @Nullable UnderWay underWay;
    private CompletableFuture<Void> forwarded = CompletableFuture.completedFuture(null);

    /**
     * @param inbox takes what comes back from attempts and timers, to be given to {@link #handle} in turn
     * @param givenUp whether the document is somebody else's by now, also while a call is under way: nothing begins then
     * @param ownership whether the document is nobody else's for certain: otherwise no topic is made for it
     */
    public DocumentSession(
            DocumentId documentId,
            Ports ports,
            Traceparent trace,
            Consumer<Input> inbox,
            BooleanSupplier givenUp,
            Ownership ownership) {
        this.documentId = documentId;
        this.ports = ports;
        this.inbox = inbox;
        this.givenUp = givenUp;
        this.ownership = ownership;
        this.document = Document.empty(documentId);
        this.trace = trace;
    }

    /**
     * Reads the document's history, from the archive where its topic has none, and lets go on what was interrupted. Where
     * {@code command} may begin a document, its topic is created. All events of a topic are forwarded again, since nothing tells
     * which of them an earlier owner may not have forwarded: commands that came before the document was there are answered out of
     * their order. Receivers drop what they have. What is archived was forwarded before that. A call that failed is repeated as
     * it is.
     *
     * @param command the command for which the document is loaded
     */
    public void load(Command command) throws LogUnavailableException, LostRaceException {
        latest = command;
        Optional<DocumentLogSlice> history = history(mayBegin(command));
        document = Document.empty(documentId);
        if (history.isEmpty()) {
            LOG.info("unknown documentId={} commandId={}", documentId, command.commandId());
            return;
        }
        isKept = true;
        List<RecordedEvent> events = history.get().events();
        document = document.applyAll(events);
        nextOffset = history.get().endOffset();
        first = events.isEmpty() ? null : events.getFirst();
        if (document.state().exists() && !(command instanceof Command.Erase erase && mayErase(erase))) {
            LOG.info(
                    "loaded documentId={} sequence={} status={} archived={}",
                    documentId,
                    document.state().sequence(),
                    document.state().status().wireName(),
                    archived);
            if (!archived) {
                events.forEach(this::forward);
            }
            handle(new Input.Recovered());
        }
    }

    /** The topic is read before the archive: what goes from the one to the other is never missing in both. */
    private Optional<DocumentLogSlice> history(boolean create) throws LogUnavailableException {
        if (create) {
            ownership.require(documentId);
        }
        Optional<DocumentLogSlice> inTopic = ports.log().read(documentId, 0);
        if (inTopic.isPresent() && !inTopic.get().events().isEmpty()) {
            return inTopic;
        }
        Optional<DocumentLogSlice> inArchive = ports.archive().find(documentId);
        archived = inArchive.isPresent();
        if (archived) {
            return inArchive;
        }
        return create && inTopic.isEmpty() ? Optional.of(ports.log().createOrRead(documentId)) : inTopic;
    }

    /** Answers a command. */
    public void handle(Command command, Traceparent commandTrace) throws LogUnavailableException, LostRaceException {
        if (!isKept && mayBegin(command)) {
            load(command);
        }
        latest = command;
        trace = commandTrace;
        handle(received(command));
    }

    private Input received(Command command) throws LogUnavailableException {
        if (command instanceof Command.Archive archive && document.state().exists() && !document.isSealed()) {
            Optional<String> refusal = ports.archive().refusal(documentId);
            if (refusal.isPresent()) {
                return new Input.ArchiveRefused(archive, refusal.get());
            }
        }
        return new Input.CommandReceived(command);
    }

    private static boolean mayBegin(Command command) {
        return command instanceof Command.StartRun start && start.newDocument();
    }

    /** Whether the document is to be erased, and not to answer by an event. */
    public boolean mayErase(Command.Erase erase) {
        return Decider.mayErase(document, erase);
    }

    /** Answers an input. */
    public void handle(Input input) throws LogUnavailableException, LostRaceException {
        Instant now = ports.clock().instant();
        Optional<Decision> decision =
                Decider.decide(document, input, now, ports.random().nextDouble());
        if (decision.isPresent()) {
            append(decision.get(), now);
        }
        if (!givenUp.getAsBoolean()) {
            carryOut(Effect.of(document.state()));
        }
    }

    /**
     * Reads what has come to the topic since, after a call that threw {@link LogUnavailableException}, and adds what
     * follows from it by itself: of a decision's events, only the first few may have arrived.
     *
     * @throws LostRaceException also where the latest event that is known is not there: another owner has erased the document, and
     *     it may have been made anew
     */
    public void resync() throws LogUnavailableException, LostRaceException {
        List<RecordedEvent> known = document.state().streamHistory();
        long from = known.isEmpty() ? nextOffset : known.getLast().sequence();
        Optional<DocumentLogSlice> rest = ports.log().read(documentId, from);
        List<RecordedEvent> events = rest.map(DocumentLogSlice::events).orElse(List.of());
        boolean hasNone = events.isEmpty();
        if (!known.isEmpty() && !(hasNone && document.isSealed())) {
            if (hasNone || !events.getFirst().equals(known.getLast())) {
                throw new LostRaceException(documentId, nextOffset);
            }
            events = events.subList(1, events.size());
        }
        events.forEach(this::applyAndForward);
        nextOffset = Math.max(nextOffset, rest.map(DocumentLogSlice::endOffset).orElse(0L));
        archived = document.isSealed() && (archived || hasNone);
        if (document.state().exists()) {
            handle(new Input.Settled());
        }
    }

    /** Whether nothing happens before the next command. */
    public boolean isAtRest() {
        return underWay == null;
    }

    /** Whether the document's log is sealed and still in a topic. */
    public boolean awaitsArchive() {
        return document.isSealed() && !archived;
    }

    /** Moves the sealed log to the archive. */
    public void archive() throws LogUnavailableException, LostRaceException {
        if (!ports.archive().store(documentId)) {
            throw new LostRaceException(documentId, nextOffset);
        }
        archived = true;
        LOG.info(
                "archived documentId={} sequence={}",
                documentId,
                document.state().sequence());
    }

    /** The document's first event, which tells it from one made later under its id; null where it has none. */
    public @Nullable RecordedEvent first() {
        return first;
    }

    /** Completes when everything that was forwarded is durable. */
    public CompletableFuture<Void> forwarded() {
        return forwarded;
    }

    /** Stops what is under way, and leaves the rest to the document's next owner. */
    public void stop() {
        if (underWay != null) {
            underWay.stoppable.stop();
            underWay = null;
        }
    }

    private void append(Decision decision, Instant now) throws LogUnavailableException, LostRaceException {
        if (document.isSealed()) {
            restore(now);
        }
        List<RecordedEvent> events = new ArrayList<>(decision.events().size());
        for (DocumentEvent event : decision.events()) {
            events.add(new RecordedEvent(documentId, decision.runId(), nextOffset + events.size(), now, event));
        }
        int won = ports.log().append(events, trace);
        events.subList(0, won).forEach(this::applyAndForward);
        nextOffset += won;
        if (won < events.size()) {
            throw new LostRaceException(documentId, nextOffset);
        }
    }

    /**
     * Gives the document a new topic. The sealed one, where it is still there, goes first: an earlier owner may be about to
     * delete it, and with it whatever was appended.
     */
    private void restore(Instant now) throws LogUnavailableException, LostRaceException {
        if (awaitsArchive()) {
            if (!forwarded.isDone()) {
                throw new LogUnavailableException(
                        "document " + documentId + " is archived when it is forwarded",
                        new IllegalStateException("not forwarded yet"));
            }
            forwarded.join();
            archive();
        }
        RecordedEvent restored = new RecordedEvent(
                documentId,
                Objects.requireNonNull(document.state().runId()),
                nextOffset,
                now,
                new DocumentArchive.Restored(Objects.requireNonNull(latest).commandId()));
        if (!ports.archive().restore(restored, trace, ownership)) {
            throw new LostRaceException(documentId, nextOffset);
        }
        archived = false;
        nextOffset++;
        applyAndForward(restored);
        LOG.info("restored documentId={} sequence={}", documentId, restored.sequence());
    }

    private void applyAndForward(RecordedEvent event) {
        first = first == null ? event : first;
        document = document.apply(event);
        forward(event);
    }

    /**
     * @throws IllegalStateException when an earlier event of the document could not be forwarded: a later one must not
     *     overtake it
     */
    private void forward(RecordedEvent event) {
        if (forwarded.isCompletedExceptionally()) {
            throw new IllegalStateException("an earlier event was not forwarded: documentId=" + documentId);
        }
        CompletableFuture<Void> one = ports.feed().forward(event, trace);
        forwarded = forwarded.isDone() ? one : CompletableFuture.allOf(forwarded, one);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Rest _ -> stop();
            case Effect.LetFinish finishing -> {
                if (underWay != null && !underWay.isAttempt(finishing.attempt())) {
                    stop();
                }
            }
            case Effect.RunAttempt run -> {
                if (underWay == null || !underWay.isAttempt(run.attempt())) {
                    stop();
                    underWay = new UnderWay(run.attempt(), false, ports.runner().run(documentId, run, inbox));
                }
            }
            case Effect.AwaitAttempt await -> {
                if (underWay == null || !underWay.isWaitFor(await.attempt())) {
                    stop();
                    underWay = new UnderWay(
                            await.attempt(),
                            true,
                            ports.runner().at(await.at(), () -> inbox.accept(new Input.AttemptDue(await.attempt()))));
                }
            }
        }
    }

    /** An attempt at work, or the wait for one. */
    private record UnderWay(AttemptId attempt, boolean waiting, AttemptRunner.Stoppable stoppable) {
        boolean isAttempt(AttemptId other) {
            return !waiting && attempt.equals(other);
        }

        boolean isWaitFor(AttemptId other) {
            return waiting && attempt.equals(other);
        }
    }
}
