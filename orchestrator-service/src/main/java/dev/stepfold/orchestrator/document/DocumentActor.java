package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One active document: a virtual thread that takes inputs from a mailbox, one at a time, until the document is at rest and
 * everything is forwarded. While Kafka is away it waits and tries the same input again.
 */
public final class DocumentActor {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentActor.class);

    /** Inputs that may wait. A command that finds no place is delivered again later; an attempt waits for its place. */
    static final int MAILBOX_MAX = 64;

    private static final Duration UNAVAILABLE_WAIT_MIN = Duration.ofMillis(100);
    private static final Duration UNAVAILABLE_WAIT_MAX = Duration.ofSeconds(5);

    private final DocumentId documentId;
    private final Owner owner;
    private final DocumentSession session;
    private final BlockingQueue<Message> mailbox = new ArrayBlockingQueue<>(MAILBOX_MAX);
    private final List<Delivery> taken = new ArrayList<>();
    private final Delivery first;
    private volatile @Nullable Thread thread;
    private volatile boolean over;

    /** Whoever keeps the active documents. */
    public interface Owner {
        /**
         * Called when the document is at rest, with everything forwarded.
         *
         * @return whether it is let go; false where something has arrived in the meantime
         */
        boolean retire(DocumentActor actor);

        /** Called when the document had to be dropped with commands unfinished, which are to be delivered again. */
        void dropped(DocumentActor actor, List<Delivery> unfinished);
    }

    /**
     * @param first the command for which the document becomes active
     */
    public DocumentActor(DocumentId documentId, Ports ports, Owner owner, Delivery first) {
        this.documentId = documentId;
        this.owner = owner;
        this.first = first;
        this.session = new DocumentSession(documentId, ports, first.trace(), this::receive);
        this.mailbox.add(new Message.Command(first));
    }

    /** Begins; called once. */
    public void start() {
        thread = Thread.ofVirtual().name("document-" + documentId).start(this::run);
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
        return mailbox.offer(new Message.Command(delivery));
    }

    /** Whether nothing waits in the mailbox. */
    public boolean isMailboxEmpty() {
        return mailbox.isEmpty();
    }

    /** The commands that the actor has taken, to be counted as done once it is retired. */
    public List<Delivery> taken() {
        return List.copyOf(taken);
    }

    /** Stops at once: the document belongs to somebody else, or the instance is going down. */
    public void stop() {
        over = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void receive(Input input) {
        try {
            Message message = new Message.FromAttempt(input);
            while (!over && !mailbox.offer(message, 1, TimeUnit.SECONDS)) {
                LOG.debug("mailbox full documentId={}", documentId);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            patiently(() -> session.load(first.command()), () -> {});
            do {
                handle(mailbox.take());
            } while (!isFinished());
        } catch (InterruptedException _) {
            LOG.debug("stopped documentId={}", documentId);
        } catch (LostRaceException e) {
            LOG.warn("dropped documentId={} reason={}", documentId, e.getMessage());
            drop();
        } catch (ExecutionException | RuntimeException e) {
            if (!over) {
                LOG.error("dropped after a defect documentId={}", documentId, e);
                drop();
            }
        } finally {
            over = true;
            session.stop();
        }
    }

    private void handle(Message message) throws InterruptedException, LostRaceException {
        switch (message) {
            case Message.Command command -> {
                taken.add(command.delivery());
                patiently(
                        () -> session.handle(
                                command.delivery().command(), command.delivery().trace()),
                        session::resync);
            }
            case Message.FromAttempt fromAttempt ->
                patiently(() -> session.handle(fromAttempt.input()), session::resync);
        }
    }

    private boolean isFinished() throws InterruptedException, ExecutionException {
        if (!session.isAtRest() || !mailbox.isEmpty()) {
            return false;
        }
        session.forwarded().get();
        return owner.retire(this);
    }

    private void drop() {
        List<Delivery> unfinished = new ArrayList<>(taken);
        mailbox.forEach(message -> {
            if (message instanceof Message.Command command) {
                unfinished.add(command.delivery());
            }
        });
        owner.dropped(this, unfinished);
    }

    /** Does {@code work}, again and again while Kafka is away; after a failure {@code settle} learns what became of it. */
    private void patiently(Work work, Work settle) throws InterruptedException, LostRaceException {
        Duration wait = UNAVAILABLE_WAIT_MIN;
        boolean inDoubt = false;
        while (true) {
            try {
                if (inDoubt) {
                    settle.run();
                    inDoubt = false;
                }
                work.run();
                return;
            } catch (LogUnavailableException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LOG.warn("waiting for Kafka documentId={} waitMs={} reason={}", documentId, wait.toMillis(), reason(e));
                inDoubt = true;
                Thread.sleep(wait);
                wait = wait.multipliedBy(2).compareTo(UNAVAILABLE_WAIT_MAX) < 0
                        ? wait.multipliedBy(2)
                        : UNAVAILABLE_WAIT_MAX;
            }
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

    private interface Work {
        void run() throws LogUnavailableException, LostRaceException, InterruptedException;
    }
}
