package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.RecentBytes;
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
import dev.stepfold.schemas.state.HistoryEvent;
import dev.stepfold.tracing.TraceSpan;
import io.opentelemetry.api.trace.SpanKind;
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
 * One document and its single writer. Every input is handled in this order: decide, append and await the
 * acknowledgement, fold, forward, carry out the effect. An effect therefore begins only after the events that announce
 * it are durable. The {@link LogState} says where the log is and what may be done with it.
 *
 * <p>Used by one thread. If a call throws {@link LogUnavailableException}, some or none of its events are in the log,
 * or get there later. {@link #resync()} reads which; then the same input can be handled again.
 */
public final class DocumentSession {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentSession.class);

    private final DocumentId documentId;
    private final Ports ports;
    private final Consumer<Input> inbox;
    private final BooleanSupplier stopped;
    private final PartitionLease lease;
    private final Forwarding forwarding;
    private final LostEvents lost;
    private final DeadlineTimer deadline;

    private Document document;
    private RecentBytes size = new RecentBytes();
    private LogState log = new LogState.Missing();
    private UnderWay underWay = new UnderWay.Nothing();
    private Traceparent trace;
    private @Nullable Command latest;

    /**
     * @param partition of the feed that the document belongs to
     * @param inbox takes the inputs from attempts and timers, to be passed to {@link #handle} one by one
     * @param stopped whether the document was given up, possibly during a call: no effect begins then
     * @param lease must be held for the topic of the document to be created
     */
    public DocumentSession(
            DocumentId documentId,
            int partition,
            Ports ports,
            Traceparent trace,
            Consumer<Input> inbox,
            BooleanSupplier stopped,
            PartitionLease lease) {
        this.documentId = documentId;
        this.ports = ports;
        this.inbox = inbox;
        this.stopped = stopped;
        this.lease = lease;
        this.forwarding = new Forwarding(documentId, ports.feed());
        this.lost = new LostEvents(documentId, partition, ports, lease);
        this.deadline = new DeadlineTimer(ports.runner(), inbox);
        this.document = Document.empty(documentId);
        this.trace = trace;
    }

    /**
     * Reads the document's history, and continues what was interrupted. Creates the topic if {@code command} may begin
     * the document. What only the feed still has goes back to the log first. The events are forwarded again, except
     * those that the log names as forwarded, unless the feed's tail shows that it has lost them; receivers drop the ones
     * they have. Archived events were all forwarded before they were archived. If the call fails, retry it with the same
     * command.
     *
     * @param command the command for which the document is loaded; null if it may not be at rest, and is loaded for that
     * @param endBefore where the log ended when it was last seen; a log that is shorter now is compared with what the
     *     feed holds now
     */
    public void load(@Nullable Command command, long endBefore) throws LogUnavailableException, LostRaceException {
        latest = command;
        document = Document.empty(documentId);
        log = new LogState.Missing();
        size = new RecentBytes();
        forwarding.startAfter(DocumentLogSlice.NONE_FORWARDED);
        History history = readHistory(mayBegin(command));
        if (log.nextOffset() < endBefore) {
            lost.readAgain();
        }
        boolean asItIs = history.isNew || command instanceof Command.Erase;
        List<EncodedEvent> events = asItIs ? history.events : completed(history.events);
        document = document.applyAll(events.stream().map(EncodedEvent::event).toList());
        if (log instanceof LogState.Missing) {
            LOG.info("unknown documentId={} commandId={}", documentId, command == null ? null : command.commandId());
            return;
        }
        if (document.state().exists() && !isErasedBy(command)) {
            LOG.info(
                    "loaded documentId={} sequence={} status={} archived={}",
                    documentId,
                    document.state().sequence(),
                    document.state().status().wireName(),
                    log instanceof LogState.Archived);
            forwarding.startAfter(lost.forwarded(events, history.forwarded));
            events.forEach(event -> forwarding.forward(event, trace));
            var _ = handle(new Input.Recovered());
        }
    }

    /** Reads a document whose log's end was not seen before. */
    void load(@Nullable Command command) throws LogUnavailableException, LostRaceException {
        load(command, 0);
    }

    /**
     * A log as it was read.
     *
     * @param forwarded up to which sequence the feed had these events, as the log says
     * @param isNew whether its topic was created for this
     */
    private record History(List<EncodedEvent> events, long forwarded, boolean isNew) {}

    /** A log that ends before what the feed has of it gets the rest back before anything is decided. */
    private List<EncodedEvent> completed(List<EncodedEvent> history) throws LogUnavailableException, LostRaceException {
        List<EncodedEvent> missing =
                log instanceof LogState.Open || log instanceof LogState.Archived ? lost.behind(history) : List.of();
        if (missing.isEmpty()) {
            return history;
        }
        LOG.warn(
                "the log is shorter than the feed and gets its events back documentId={} endOffset={} events={}",
                documentId,
                log.nextOffset(),
                missing.size());
        if (log instanceof LogState.Open && log.nextOffset() == 0) {
            lease.require(documentId);
            var _ = ports.log().createOrRead(documentId);
        }
        List<EncodedEvent> whole = new ArrayList<>(history);
        for (EncodedEvent event : missing) {
            if (log instanceof LogState.Sealed) {
                break;
            }
            EncodedEvent written = lost.write(event, log, trace);
            log = log.after(written);
            whole.add(written);
            size.add(written.bytes());
        }
        return whole;
    }

    private boolean isErasedBy(@Nullable Command command) {
        return command instanceof Command.Erase erase
                && Decider.decide(
                                document,
                                new Input.CommandReceived(erase),
                                ports.clock().instant(),
                                0)
                        instanceof Decision.Erase;
    }

    /** The topic is read before the archive: a log that is being moved to the archive is then found in one of them. */
    private History readHistory(boolean create) throws LogUnavailableException {
        if (create) {
            lease.require(documentId);
        }
        Optional<DocumentLogSlice> inTopic = ports.log().read(documentId, 0);
        if (inTopic.isEmpty() || inTopic.get().records().isEmpty()) {
            Optional<DocumentLogSlice> inArchive = ports.archive().find(documentId);
            if (inArchive.isPresent()) {
                DocumentLogSlice archived = inArchive.get();
                size.add(archived.bytes());
                log = new LogState.Archived(archived.endOffset(), archived.headAfter(ChainHash.START));
                return new History(archived.records(), archived.endOffset() - 1, false);
            }
        }
        boolean isNew = inTopic.isEmpty() && create;
        if (isNew || (create && inTopic.get().endOffset() == 0)) {
            inTopic = Optional.of(ports.log().createOrRead(documentId));
        }
        if (inTopic.isEmpty()) {
            return new History(List.of(), DocumentLogSlice.NONE_FORWARDED, false);
        }
        DocumentLogSlice kept = inTopic.get();
        List<EncodedEvent> events = kept.records();
        size.add(kept.bytes());
        boolean sealed = !events.isEmpty() && events.getLast().event().isSeal();
        log = LogState.ofTopic(sealed, kept.endOffset(), kept.headAfter(ChainHash.START));
        return new History(events, kept.forwarded(), isNew);
    }

    /**
     * Answers a command.
     *
     * @return what was decided; {@link Decision.Erase} is for the caller to carry out
     */
    public Decision handle(Command command, Traceparent commandTrace)
            throws LogUnavailableException, LostRaceException {
        if (log instanceof LogState.Missing && mayBegin(command)) {
            load(command);
        }
        latest = command;
        trace = commandTrace;
        return handle(received(command));
    }

    private Input received(Command command) throws LogUnavailableException {
        if (command instanceof Command.Archive archive
                && document.state().exists()
                && !document.state().isSealed()) {
            Optional<String> refusal = ports.archive().refusal(documentId);
            if (refusal.isPresent()) {
                return new Input.ArchiveRefused(archive, refusal.get());
            }
        }
        return new Input.CommandReceived(command);
    }

    private static boolean mayBegin(@Nullable Command command) {
        return command instanceof Command.StartRun start && start.newDocument();
    }

    /** Answers an input; returns what was decided. */
    public Decision handle(Input input) throws LogUnavailableException, LostRaceException {
        try (TraceSpan span = ports.tracing().begin(DecisionSpan.name(input), DecisionSpan.kind(input), trace)) {
            span.set(DecisionSpan.DOCUMENT, documentId.value());
            try {
                return answer(input, span.traceparent());
            } catch (LogUnavailableException | LostRaceException e) {
                span.failed(String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }

    private Decision answer(Input input, Traceparent cause) throws LogUnavailableException, LostRaceException {
        Instant now = ports.clock().instant();
        Decision decision = Decider.decide(document, input, now, ports.random().nextDouble());
        switch (decision) {
            case Decision.Append append -> append(append, now, cause);
            case Decision.Erase _ -> {
                return decision;
            }
            case Decision.Nothing _ -> {}
        }
        if (!stopped.getAsBoolean()) {
            carryOut(Effect.of(document.state()), cause);
        }
        return decision;
    }

    /**
     * After a call that threw {@link LogUnavailableException}: reads which events have reached the topic since, and
     * adds those that follow automatically. Of a decision's events, only the first few may have arrived. What the feed
     * refused is sent again.
     *
     * @throws LostRaceException also if the latest known event is not in the log: the log was cut, or another
     *     orchestrator has erased the document, which may have been recreated
     */
    public void resync() throws LogUnavailableException, LostRaceException {
        forwarding.sendAgain();
        List<HistoryEvent> known = document.state().streamHistory();
        long from = known.isEmpty() ? log.nextOffset() : known.getLast().sequence();
        Optional<DocumentLogSlice> rest = ports.log().read(documentId, from);
        List<EncodedEvent> events = rest.map(DocumentLogSlice::records).orElse(List.of());
        if (rest.isEmpty() && log instanceof LogState.Sealed sealed) {
            log = sealed.stored();
        } else if (!known.isEmpty() && !(events.isEmpty() && log instanceof LogState.Archived)) {
            if (events.isEmpty() || !known.getLast().standsFor(events.getFirst().event())) {
                throw new LostRaceException(documentId, log.nextOffset());
            }
            events = events.subList(1, events.size());
        }
        for (EncodedEvent event : events) {
            log = log.after(event);
            applyAndForward(event, trace);
        }
        log = log.endingAt(rest.map(DocumentLogSlice::endOffset).orElse(0L));
        if (document.state().exists() && !isErasedBy(latest)) {
            var _ = handle(new Input.Settled());
        }
    }

    /** Whether nothing happens before the next command. */
    public boolean isAtRest() {
        return underWay instanceof UnderWay.Nothing;
    }

    /**
     * Whether nothing continues a run that is not at rest: it waits for the command that was being carried out, of which
     * the log has only a part.
     */
    public boolean isStuck() {
        return isAtRest()
                && document.state().exists()
                && !document.state().status().isAtRest();
    }

    /** Continues a document that is stuck, if no command has come for it. */
    public void continueWithoutCommand() throws LogUnavailableException, LostRaceException {
        if (isStuck()) {
            var _ = handle(new Input.NoCommandCame());
        }
    }

    /** The offset after the last record of the topic, as far as it is known here; 0 if the log is not in a topic. */
    public long endOffset() {
        return log instanceof LogState.Archived ? 0 : log.nextOffset();
    }

    /** Whether the log is sealed and still in a topic. */
    public boolean awaitsArchive() {
        return log instanceof LogState.Sealed;
    }

    /** Moves the log to the archive, if it is sealed. */
    public void archive() throws LogUnavailableException, LostRaceException {
        if (!(log instanceof LogState.Sealed sealed)) {
            return;
        }
        if (!ports.archive().store(documentId)) {
            throw new LostRaceException(documentId, log.nextOffset());
        }
        log = sealed.stored();
        LOG.info(
                "archived documentId={} sequence={}",
                documentId,
                document.state().sequence());
    }

    /**
     * The document's first event, which distinguishes it from one that was recreated under the same id; null if it has
     * none.
     */
    public @Nullable RecordedEvent first() {
        return document.first();
    }

    /** Whether the document can stay in memory at rest: its log is in a topic that takes events. */
    public boolean canRest() {
        return log instanceof LogState.Open && isAtRest();
    }

    /** About how many bytes the latest events have as records, which are most of what the document takes in memory. */
    public long bytes() {
        return size.bytes();
    }

    /** Completes when everything that was forwarded is durable; exceptionally when the feed refuses an event. */
    public CompletableFuture<Void> forwarded() {
        return forwarding.completed();
    }

    /**
     * Nothing further happens while the feed refuses an event.
     *
     * @throws LogUnavailableException where it has refused one, which {@link #resync} sends again
     */
    public void requireForwarded() throws LogUnavailableException {
        forwarding.requireNoRefusal();
    }

    /** Stops what is under way, and leaves the rest to the document's next writer. */
    public void stop() {
        deadline.stop();
        underWay.stop();
        underWay = new UnderWay.Nothing();
    }

    private void append(Decision.Append decision, Instant now, Traceparent cause)
            throws LogUnavailableException, LostRaceException {
        forwarding.requireNoRefusal();
        LogState.Open open = opened(now);
        List<RecordedEvent> decided = new ArrayList<>(decision.events().size());
        for (DocumentEvent event : decision.events()) {
            decided.add(
                    new RecordedEvent(documentId, decision.runId(), open.nextOffset() + decided.size(), now, event));
        }
        List<EncodedEvent> events = EncodedEvent.linked(open.head(), decided);
        try (TraceSpan span = ports.tracing().begin("append", SpanKind.PRODUCER, cause)) {
            span.set(DecisionSpan.SEQUENCE, open.nextOffset());
            span.set(DecisionSpan.EVENTS, events.size());
            Traceparent appended = span.traceparent();
            int won =
                    ports.log().append(events, new AppendContext(appended, forwarding.durableUpTo(), open.continues()));
            for (EncodedEvent event : events.subList(0, won)) {
                log = log.after(event);
                applyAndForward(event, appended);
            }
            if (won < events.size()) {
                span.failed("another writer appended first");
                throw new LostRaceException(documentId, log.nextOffset());
            }
        }
        log = log.acknowledged();
    }

    private LogState.Open opened(Instant now) throws LogUnavailableException, LostRaceException {
        return switch (log) {
            case LogState.Missing _ -> throw new IllegalStateException("no log to append to: documentId=" + documentId);
            case LogState.Open open -> open;
            case LogState.Sealed _ -> {
                finishArchiving();
                yield opened(now);
            }
            case LogState.Archived archived -> restored(archived, now);
        };
    }

    /**
     * A sealed log is archived before it is restored: an earlier writer may be about to delete its topic, and with it
     * whatever was appended.
     */
    private void finishArchiving() throws LogUnavailableException, LostRaceException {
        if (!forwarding.completed().isDone()) {
            throw new LogUnavailableException(
                    "document " + documentId + " is archived once its events are forwarded",
                    new IllegalStateException("not forwarded yet"));
        }
        forwarding.requireNoRefusal();
        archive();
    }

    private LogState.Open restored(LogState.Archived archived, Instant now)
            throws LogUnavailableException, LostRaceException {
        RecordedEvent event = new RecordedEvent(
                documentId,
                Objects.requireNonNull(document.state().runId()),
                archived.nextOffset(),
                now,
                new DocumentArchive.Restored(Objects.requireNonNull(latest).commandId()));
        EncodedEvent restored = new EncodedEvent(event, archived.head());
        if (!ports.archive().restore(restored, trace, lease)) {
            throw new LostRaceException(documentId, archived.nextOffset());
        }
        LogState.Open open = archived.restored(restored);
        log = open;
        applyAndForward(restored, trace);
        LOG.info("restored documentId={} sequence={}", documentId, event.sequence());
        return open;
    }

    private void applyAndForward(EncodedEvent event, Traceparent appended) {
        document = document.apply(event.event());
        forwarding.forward(event, appended);
        size.add(event.bytes());
    }

    private void carryOut(Effect effect, Traceparent cause) {
        switch (effect) {
            case Effect.Rest _ -> stop();
            case Effect.LetFinish finishing -> {
                deadline.stop();
                if (!underWay.isAttempt(finishing.attempt())) {
                    stop();
                }
            }
            case Effect.RunAttempt run -> {
                if (!underWay.isAttempt(run.attempt())) {
                    stop();
                    underWay =
                            new UnderWay.Attempt(run.attempt(), ports.runner().run(documentId, run, cause, inbox));
                }
                deadline.set(run);
            }
            case Effect.AwaitAttempt await -> {
                if (!underWay.isWaitFor(await.attempt())) {
                    stop();
                    Runnable due = () -> inbox.accept(new Input.AttemptDue(await.attempt()));
                    underWay = new UnderWay.Wait(await.attempt(), ports.runner().at(await.at(), due));
                }
            }
        }
    }
}
