package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.decision.Decision;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One active document: takes inputs from a mailbox, one at a time, until the document is at rest and everything is
 * forwarded. While Kafka is unavailable, it waits and retries the same input.
 *
 * <p>It runs in turns on the executor of its {@link Ports}: a turn begins when something has arrived, and ends when
 * nothing is left to do ({@link Turn}). What a turn does first depends on the {@link Phase}.
 */
public final class DocumentActor {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentActor.class);

    /**
     * How many inputs may wait. If the mailbox is full, a command is delivered again later, and a progress message is
     * dropped. An attempt's outcome is always accepted, since there is one attempt at a time.
     */
    static final int MAILBOX_MAX = 64;

    private static final Backoff WHILE_KAFKA_IS_AWAY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final DocumentId documentId;
    private final Ports ports;
    private final Registry registry;
    private final DocumentSession session;
    private final int partition;
    private final PartitionLease lease;
    private final int failedBefore;
    private final boolean alone;

    /** The command for which the document becomes active; null if none is. */
    private final @Nullable Command first;

    /** Guarded by this, as is the turn. */
    private final Queue<Message> mailbox = new ArrayDeque<>();

    private volatile Turn turn = new Turn.Idle();

    /** Used in turns only, as are the fields below. */
    private final List<Delivery> taken = new ArrayList<>();

    private Phase phase = new Phase.Loading();
    private @Nullable Message current;
    private int failures;

    /** What becomes of a document at rest. */
    public enum Retirement {
        /** Something has arrived in the meantime: it stays active. */
        REFUSED,
        /** It stays in memory, and {@link #offer} makes it active again. */
        RESTS,
        /** It is removed. */
        REMOVED
    }

    /** Keeps the active documents. */
    public interface Registry {
        /** Where the document's topic ended when it was last at rest here; 0 if that is not known. */
        long endAtRest(DocumentId documentId);

        /** Called when the document is at rest, with everything forwarded; the commands that it took are finished. */
        Retirement retire(DocumentActor actor);

        /**
         * Called before a document is erased, with the commands before the erasure.
         *
         * @return completes once a commit after this call, by the partition's owner, records them as finished: no
         *     orchestrator reads them again, and no other orchestrator has erased the document in the meantime
         */
        CompletableFuture<Void> settle(DocumentActor actor, List<Delivery> finished);

        /** Called when the document is erased. Later commands wait until no orchestrator can read the erasure again. */
        void erased(DocumentActor actor, Delivery erasure);

        /** Called when the document had to be dropped with commands unfinished, which are to be delivered again. */
        void dropped(DocumentActor actor, List<Delivery> unfinished);
    }

    /**
     * @param lease on the partition that {@code first} came from
     * @param first the command for which the document becomes active
     */
    public DocumentActor(DocumentId documentId, Ports ports, Registry registry, PartitionLease lease, Delivery first) {
        this(
                documentId,
                ports,
                registry,
                lease,
                first.partition(),
                first.trace(),
                first.command(),
                first.failures(),
                false);
        this.mailbox.add(new Message.Command(first));
    }

    /**
     * A document that becomes active without a command, because it may not be at rest.
     *
     * @param lease on the partition
     * @param partition of {@code stepfold.commands} that the document belongs to
     * @param failedBefore how often the document had to be dropped
     * @param alone whether no command came for it since it was last found in the same place
     */
    public DocumentActor(
            DocumentId documentId,
            Ports ports,
            Registry registry,
            PartitionLease lease,
            int partition,
            int failedBefore,
            boolean alone) {
        this(
                documentId,
                ports,
                registry,
                lease,
                partition,
                Traceparent.random(ports.random()),
                null,
                failedBefore,
                alone);
    }

    private DocumentActor(
            DocumentId documentId,
            Ports ports,
            Registry registry,
            PartitionLease lease,
            int partition,
            Traceparent trace,
            @Nullable Command first,
            int failedBefore,
            boolean alone) {
        this.documentId = documentId;
        this.ports = ports;
        this.registry = registry;
        this.first = first;
        this.lease = lease;
        this.partition = partition;
        this.failedBefore = failedBefore;
        this.alone = alone;
        this.session = new DocumentSession(documentId, partition, ports, trace, this::receive, this::isOver, lease);
    }

    /** Starts; called once. */
    public void start() {
        wake();
    }

    /** The document. */
    public DocumentId documentId() {
        return documentId;
    }

    /** The partition of {@code stepfold.commands} that the document belongs to. */
    public int partition() {
        return partition;
    }

    /** Puts a command into the mailbox; false if it is full, or the actor is over and nobody takes anything from it. */
    public boolean offer(Delivery delivery) {
        synchronized (this) {
            if (isOver() || mailbox.size() >= MAILBOX_MAX) {
                return false;
            }
            mailbox.add(new Message.Command(delivery));
        }
        wake();
        return true;
    }

    /** Whether nothing waits in the mailbox. */
    public synchronized boolean isMailboxEmpty() {
        return mailbox.isEmpty();
    }

    /** The commands that the actor has taken, to be counted as finished once it is retired. */
    public List<Delivery> taken() {
        return List.copyOf(taken);
    }

    /** The commands that wait in the mailbox. */
    public synchronized List<Delivery> waiting() {
        List<Delivery> waiting = new ArrayList<>();
        for (Message message : mailbox) {
            if (message instanceof Message.Command(Delivery delivery)) {
                waiting.add(delivery);
            }
        }
        return waiting;
    }

    /** Stops at once: another orchestrator owns the document's partition, or this one is shutting down. */
    public void stop() {
        synchronized (this) {
            Turn before = turn;
            turn = new Turn.Over();
            switch (before) {
                case Turn.Idle _, Turn.Due _ -> {}
                case Turn.Active active -> {
                    active.thread().interrupt();
                    return;
                }
                case Turn.Over _ -> {
                    return;
                }
            }
        }
        session.stop();
    }

    private boolean isOver() {
        return turn instanceof Turn.Over;
    }

    private void receive(Input input) {
        synchronized (this) {
            boolean mayBeLeftOut = input instanceof Input.AttemptProgressed progressed && progressed.model() == null;
            if (mayBeLeftOut && mailbox.size() >= MAILBOX_MAX) {
                return;
            }
            mailbox.add(new Message.FromAttempt(input));
        }
        wake();
    }

    /** Lets a turn begin, or makes the one under way look again. */
    private void wake() {
        synchronized (this) {
            switch (turn) {
                case Turn.Idle idle -> turn = idle.woken();
                case Turn.Active active -> {
                    turn = active.woken();
                    return;
                }
                case Turn.Due _, Turn.Over _ -> {
                    return;
                }
            }
        }
        ports.executor().execute(this::turn);
    }

    private void turn() {
        synchronized (this) {
            if (!(turn instanceof Turn.Due due)) {
                return;
            }
            turn = due.begun(Thread.currentThread());
        }
        try {
            do {
                work();
            } while (!endTurn());
        } catch (LogUnavailableException e) {
            awaitKafka(e);
        } catch (LostRaceException e) {
            LOG.warn("dropped documentId={} reason={}", documentId, e.getMessage());
            drop();
        } catch (RuntimeException | Error e) {
            if (!isOver()) {
                LOG.error("dropped after an unexpected error documentId={}", documentId, e);
            }
            drop();
        }
    }

    /** Does everything that can be done now. */
    private void work() throws LogUnavailableException, LostRaceException {
        switch (phase) {
            case Phase.Loading loading -> {
                session.load(first, registry.endAtRest(documentId));
                if (alone) {
                    session.continueWithoutCommand();
                }
                phase = loading.loaded();
            }
            case Phase.InDoubt doubt -> {
                session.resync();
                phase = doubt.settled();
            }
            case Phase.Ready _, Phase.Erasing _ -> {}
        }
        while (phase instanceof Phase.Ready ready) {
            Message message = takeNext();
            if (message == null) {
                retireAtRest();
                return;
            }
            handle(message, ready);
            failures = 0;
        }
        if (phase instanceof Phase.Erasing(Erasure erasure)) {
            advanceErasure(erasure);
        }
    }

    /** The message that was begun before Kafka became unavailable, else the first in the mailbox. */
    private synchronized @Nullable Message takeNext() {
        if (!(turn instanceof Turn.Active active)) {
            return null;
        }
        turn = active.looked();
        if (current == null) {
            current = mailbox.poll();
            if (current instanceof Message.Command(Delivery delivery)) {
                taken.add(delivery);
            }
        }
        return current;
    }

    private void handle(Message message, Phase.Ready ready) throws LogUnavailableException, LostRaceException {
        switch (message) {
            case Message.Command(Delivery delivery) -> {
                if (session.handle(delivery.command(), delivery.trace()) instanceof Decision.Erase) {
                    phase = ready.erasing(erasure(delivery));
                }
            }
            case Message.FromAttempt(Input input) -> {
                var _ = session.handle(input);
            }
        }
        current = null;
    }

    /**
     * Stops what is under way, and has the commands before the erasure committed as finished: they must not be read
     * again.
     */
    private Erasure erasure(Delivery command) throws LogUnavailableException {
        DocumentLog.Deletion deletion = ports.log().prepareDeletion(documentId);
        session.stop();
        List<Delivery> before =
                taken.stream().filter(delivery -> !delivery.equals(command)).toList();
        taken.removeAll(before);
        return new Erasure(ports, command, session.first(), deletion, registry.settle(this, before));
    }

    private void advanceErasure(Erasure erasure) throws LogUnavailableException {
        synchronized (this) {
            if (turn instanceof Turn.Active active) {
                turn = active.looked();
            }
        }
        if (erasure.advance(this::wake)) {
            ports.tails().erased(documentId, partition);
            endForGood();
            registry.erased(this, erasure.command());
        }
    }

    private void retireAtRest() throws LogUnavailableException, LostRaceException {
        boolean isAtRest = session.isAtRest();
        CompletableFuture<Void> forwarded = session.forwarded();
        if (!forwarded.isDone()) {
            var _ = forwarded.whenComplete((_, refusal) -> {
                if (isAtRest || refusal != null) {
                    wake();
                }
            });
            return;
        }
        session.requireForwarded();
        if (!isAtRest) {
            return;
        }
        session.archive();
        switch (registry.retire(this)) {
            case REFUSED -> {}
            case RESTS -> taken.clear();
            case REMOVED -> endForGood();
        }
    }

    /** Ends a document at rest: it takes no command any more. */
    public synchronized void endForGood() {
        turn = new Turn.Over();
    }

    /** Whether the document can stay in memory when it is at rest; asked during {@link Registry#retire}. */
    public boolean canRest() {
        return session.canRest();
    }

    /** About how many bytes the document takes in memory; asked during {@link Registry#retire}. */
    public long bytes() {
        return session.bytes();
    }

    /** Whether it waits for a command that may be lost; asked at rest. */
    public boolean isStuck() {
        return session.isStuck();
    }

    /** How often the document had been dropped when it became active. */
    public int failedBefore() {
        return failedBefore;
    }

    /** The offset after the last record of the document's topic, as far as its writer knows; asked at rest. */
    public long endOffset() {
        return session.endOffset();
    }

    /** Whether the document's partition is confirmed to be this orchestrator's. */
    public boolean isLeaseHeld() {
        return lease.isHeld();
    }

    /** Ends the turn, unless something has arrived during it. */
    private boolean endTurn() {
        synchronized (this) {
            if (turn instanceof Turn.Active active) {
                turn = active.ended();
                return !(turn instanceof Turn.Active);
            }
        }
        session.stop();
        return true;
    }

    /** The turn continues later; until then no other turn begins. */
    private void awaitKafka(LogUnavailableException problem) {
        if (phase instanceof Phase.Ready ready) {
            phase = ready.unacknowledged();
        }
        synchronized (this) {
            if (turn instanceof Turn.Active active) {
                turn = active.postponed();
                Duration wait = WHILE_KAFKA_IS_AWAY.after(++failures);
                LOG.atLevel(Repeated.level(failures))
                        .log(
                                "waiting for Kafka documentId={} failures={} waitMs={} reason={}",
                                documentId,
                                failures,
                                wait.toMillis(),
                                reason(problem));
                ports.runner().at(ports.clock().instant().plus(wait), this::turn);
                return;
            }
        }
        session.stop();
    }

    private void drop() {
        boolean stopped;
        List<Delivery> unfinished = new ArrayList<>(taken);
        synchronized (this) {
            stopped = isOver();
            turn = new Turn.Over();
            unfinished.addAll(waiting());
        }
        session.stop();
        if (!stopped) {
            // The log may be shorter than it was, and the feed may have the rest.
            ports.tails().forget(partition);
            registry.dropped(this, unfinished);
        }
    }

    private static String reason(LogUnavailableException e) {
        return e.getMessage() + ": " + (e.getCause() == null ? "" : e.getCause().getMessage());
    }

    /** What lies in the mailbox. */
    private sealed interface Message {
        record Command(Delivery delivery) implements Message {}

        record FromAttempt(Input input) implements Message {}
    }
}
