package dev.stepfold.gateway.command;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.command.Command;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The commands with an {@code Idempotency-Key} that were asked for lately, at this gateway or, seen in
 * {@code stepfold.commands}, at another: they may not be answered by an event yet, or concern a document that the key's
 * next use does not name. Holds the last {@value #REMEMBERED_MAX}; what is forgotten is still found in the document's log.
 */
public final class KeyedCommands {
    private static final int REMEMBERED_MAX = 50_000;

    private final Map<String, CommandId> commands = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CommandId> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** Takes notice of a command in {@code stepfold.commands}; only the first of a key counts. */
    public synchronized void notice(Command command) {
        CallIds.keyOf(command.commandId()).ifPresent(key -> commands.putIfAbsent(key, command.commandId()));
    }

    /**
     * Notes a command that is about to be written.
     *
     * @return whether it was asked for before
     * @throws ProblemException when its key was used for another command
     */
    synchronized boolean isRepeated(CommandId commandId) {
        Optional<CommandId> before = CallIds.keyOf(commandId).map(key -> commands.putIfAbsent(key, commandId));
        before.ifPresent(first -> refuseOther(first, commandId));
        return before.isPresent();
    }

    /** Forgets a command that was not written. */
    synchronized void release(CommandId commandId) {
        CallIds.keyOf(commandId).ifPresent(key -> commands.remove(key, commandId));
    }

    /** Refuses a command where {@code first}, which its key was used for before, asked for something else. */
    static void refuseOther(CommandId first, CommandId commandId) {
        if (!first.equals(commandId)) {
            throw ProblemException.ofField(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency-Key",
                    "The key was used for another request. Take a new one for this.");
        }
    }
}
