package dev.stepfold.gateway.command;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The recent commands with an {@code Idempotency-Key}, requested at this gateway or, as seen in
 * {@code stepfold.commands}, at another. A command that was written is never written again: a repeated call is answered
 * as before, even if the document was erased since, and perhaps recreated by another command.
 *
 * <p>Holds the last {@value #REMEMBERED_MAX}. A forgotten command is still found in its document's log, as long as
 * there is one.
 */
public final class KeyedCommands {
    private static final int REMEMBERED_MAX = 50_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Duration patience;
    private final Map<String, Use> uses = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Use> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** The command that a key was used for, and whether Kafka is known to have it. */
    private record Use(CommandId commandId, boolean written) {}

    /** @param patience how long a repeated call waits until the first is settled; longer than the wait for Kafka */
    public KeyedCommands(Duration patience) {
        this.patience = patience;
    }

    /** Records a command seen in {@code stepfold.commands}; only the first of a key counts. */
    public void notice(Command command) {
        CallIds.keyOf(command.commandId()).ifPresent(key -> {
            lock.lock();
            try {
                Use before = uses.putIfAbsent(key, new Use(command.commandId(), true));
                if (before != null && before.commandId().equals(command.commandId())) {
                    uses.put(key, new Use(command.commandId(), true));
                    settled.signalAll();
                }
            } finally {
                lock.unlock();
            }
        });
    }

    /**
     * Claims a command for the caller to write. If another call with the key is about to write it, waits for the
     * outcome of that call.
     *
     * @return a claim; it is not granted if the command is written already, so that only its answer is left to give
     * @throws ProblemException when its key was used for another command
     * @throws LogUnavailableException when the other call was not settled in time
     */
    Claim claim(CommandId commandId) throws LogUnavailableException {
        String key = CallIds.keyOf(commandId).orElse(null);
        boolean granted = key == null || isFirst(key, commandId);
        return new Claim(granted, written -> settle(commandId, written));
    }

    private boolean isFirst(String key, CommandId commandId) throws LogUnavailableException {
        long leftNanos = patience.toNanos();
        lock.lock();
        try {
            while (true) {
                Use before = uses.putIfAbsent(key, new Use(commandId, false));
                if (before == null) {
                    return true;
                }
                refuseOther(before.commandId(), commandId);
                if (before.written()) {
                    return false;
                }
                if (leftNanos <= 0) {
                    throw new LogUnavailableException(
                            "whether Kafka takes command " + commandId + " is not known yet",
                            new TimeoutException("the first call with its key is still running"));
                }
                leftNanos = settled.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while waiting for command " + commandId, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Settles a claim.
     *
     * @param written whether Kafka has the command; if not, the key is free again, unless the command has been seen since
     */
    private void settle(CommandId commandId, boolean written) {
        CallIds.keyOf(commandId).ifPresent(key -> {
            lock.lock();
            try {
                if (written) {
                    uses.replace(key, new Use(commandId, true));
                } else {
                    uses.remove(key, new Use(commandId, false));
                }
                settled.signalAll();
            } finally {
                lock.unlock();
            }
        });
    }

    /** Refuses a command if its key was used before for {@code first}, a command for another request. */
    static void refuseOther(CommandId first, CommandId commandId) {
        if (!first.equals(commandId)) {
            throw ProblemException.ofField(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency-Key",
                    "The key was used for another request. Use a new key for this one.");
        }
    }
}
