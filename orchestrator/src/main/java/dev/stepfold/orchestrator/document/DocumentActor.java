package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.DocumentId;
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
 * forwarded. While Kafka is away it waits and tries the same input again.
 *
 * <p>It works in turns on the executor of its {@link Ports}: a turn begins when something has arrived, and ends when nothing
 * is left to do. There is never more than one.
 */
public final class DocumentActor {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentActor.class);

    /**
     * Inputs that may wait. A command that finds no place is delivered again later; a progress message is dropped; what an
     * attempt came to is always taken, since there is one attempt at a time.
     */
    static final int MAILBOX_MAX = 64;

    private static final Backoff WHILE_KAFKA_IS_AWAY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final DocumentId documentId;
    private final Ports ports;
    private final Owner owner;
    private final DocumentSession session;
    private final Delivery first;

    /** Guarded by this, like the other fields up to {@code over}. */
    private final Queue<Message> mailbox = new ArrayDeque<>();

    private boolean inTurn;
    private boolean woken;
    private @Nullable Thread thread;
    private volatile boolean over;

    /** Used in turns only, like the fields below. */
    private final List<Delivery> taken = new ArrayList<>();

    private @Nullable Message current;
    private @Nullable Erasure erasing;
    private boolean loaded;
    private boolean inDoubt;
    private int failures;

    /** Whoever keeps the active documents. */
    public interface Owner {
        /**
         * Called when the document is at rest, with everything forwarded.
         *
         * @return whether it is let go; false where something has arrived in the meantime
         */
        boolean retire(DocumentActor actor);

        /** Whether it is certain at this moment that the document is nobody else's. Passes; then it can be asked again. */
        boolean isCertain(DocumentActor actor);

        /**
         * Called before a document is erased, with the commands before that.
         *
         * @return completes once they are committed as finished, after the call and by the partition's owner: nobody reads
         *     them again, and nobody else has erased the document in the meantime
         */
        CompletableFuture<Void> settle(DocumentActor actor, List<Delivery> finished);

        /** Called when the document is erased. The commands after that are to wait until nobody reads the erasure again. */
        void erased(DocumentActor actor, Delivery erasure);

        /** Called when the document had to be dropped with commands unfinished, which are to be delivered again. */
        void dropped(DocumentActor actor, List<Delivery> unfinished);
    }

    /**
     * @param first the command for which the document becomes active
     */
    public DocumentActor(DocumentId documentId, Ports ports, Owner owner, Delivery first) {
        this.documentId = documentId;
        this.ports = ports;
        this.owner = owner;
        this.first = first;
        this.session = new DocumentSession(
                documentId, ports, first.trace(), this::receive, () -> over, () -> owner.isCertain(this));
        this.mailbox.add(new Message.Command(first));
    }

    /** Begins; called once. */
    public void start() {
        wake();
    }

    /** The document. */
    public DocumentId documentId() {
        return documentId;
    }

    /** The partition of {@code stepfold.commands} that the document belongs to. */
    public int partition() {
        return first.partition();
    }

    /** Puts a command into the mailbox; false where it is full. */
    public boolean offer(Delivery delivery) {
        synchronized (this) {
            if (mailbox.size() >= MAILBOX_MAX) {
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

    /** The commands that the actor has taken, to be counted as done once it is retired. */
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

    /** Stops at once: the document belongs to somebody else, or the instance is going down. */
    public void stop() {
        synchronized (this) {
            over = true;
            if (thread != null) {
                thread.interrupt();
                return;
            }
        }
        session.stop();
    }

    private void receive(Input input) {
        synchronized (this) {
            if (input instanceof Input.AttemptProgressed && mailbox.size() >= MAILBOX_MAX) {
                return;
            }
            mailbox.add(new Message.FromAttempt(input));
        }
        wake();
    }

    /** Begins a turn, or lets the one that is under way look again. */
    private void wake() {
        synchronized (this) {
            woken = true;
            if (inTurn || over) {
                return;
            }
            inTurn = true;
        }
        ports.executor().execute(this::turn);
    }

    private void turn() {
        synchronized (this) {
            if (over) {
                return;
            }
            thread = Thread.currentThread();
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
            if (!over) {
                LOG.error("dropped after a defect documentId={}", documentId, e);
            }
            drop();
        }
    }

    /** Everything there is to do now. */
    private void work() throws LogUnavailableException, LostRaceException {
        if (erasing != null) {
            goOnErasing(erasing);
            return;
        }
        if (!loaded) {
            session.load(first.command());
            loaded = true;
        } else if (inDoubt) {
            session.resync();
        }
        inDoubt = false;
        for (Message message = next(); message != null; message = next()) {
            if (message instanceof Message.Command(Delivery delivery)
                    && delivery.command() instanceof Command.Erase erase
                    && session.mayErase(erase)) {
                beginErasing(delivery);
                return;
            }
            switch (message) {
                case Message.Command(Delivery delivery) -> session.handle(delivery.command(), delivery.trace());
                case Message.FromAttempt(Input input) -> session.handle(input);
            }
            current = null;
            failures = 0;
        }
        if (session.isAtRest()) {
            retire();
        }
    }

    /** What is under way is stopped, and the commands before the erasure are done with: they must not be read again. */
    private void beginErasing(Delivery erasure) throws LogUnavailableException {
        DocumentLog.Deletion deletion = ports.log().prepareDeletion(documentId);
        session.stop();
        List<Delivery> before =
                taken.stream().filter(delivery -> !delivery.equals(erasure)).toList();
        taken.removeAll(before);
        erasing = new Erasure(ports, erasure, session.first(), deletion, owner.settle(this, before));
        goOnErasing(erasing);
    }

    private void goOnErasing(Erasure begun) throws LogUnavailableException {
        synchronized (this) {
            woken = false;
        }
        if (begun.goOn(this::wake)) {
            over = true;
            owner.erased(this, begun.command());
        }
    }

    /** The message that was begun before Kafka went away, else the first in the mailbox. */
    private synchronized @Nullable Message next() {
        woken = false;
        if (over) {
            return null;
        }
        if (current == null) {
            current = mailbox.poll();
            if (current instanceof Message.Command(Delivery delivery)) {
                taken.add(delivery);
            }
        }
        return current;
    }

    private void retire() throws LogUnavailableException, LostRaceException {
        CompletableFuture<Void> forwarded = session.forwarded();
        if (!forwarded.isDone()) {
            var _ = forwarded.whenComplete((_, _) -> wake());
            return;
        }
        forwarded.join();
        if (session.awaitsArchive()) {
            session.archive();
        }
        if (owner.retire(this)) {
            over = true;
        }
    }

    /** Ends the turn, unless something has arrived during it. */
    private boolean endTurn() {
        synchronized (this) {
            if (woken && !over) {
                return false;
            }
            inTurn = false;
            thread = null;
            if (!over) {
                return true;
            }
        }
        session.stop();
        return true;
    }

    /** The turn goes on later; until then nothing else begins one. */
    private void awaitKafka(LogUnavailableException problem) {
        inDoubt = loaded && erasing == null;
        synchronized (this) {
            thread = null;
            if (!over) {
                Duration wait = WHILE_KAFKA_IS_AWAY.after(++failures);
                LOG.warn(
                        "waiting for Kafka documentId={} waitMs={} reason={}",
                        documentId,
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
            stopped = over;
            over = true;
            thread = null;
            unfinished.addAll(waiting());
        }
        session.stop();
        if (!stopped) {
            owner.dropped(this, unfinished);
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
