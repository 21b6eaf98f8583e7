package dev.stepfold.gateway.chat;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.command.CallerContext;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.command.CommandReceipt;
import dev.stepfold.gateway.command.CommandService;
import dev.stepfold.gateway.command.ControlRequest;
import dev.stepfold.gateway.command.RunRequest;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.RunOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a chat client says into commands. A thread is a document: its first message requests the agent, each later one a
 * change. Nothing is kept about a conversation. The id of a message is its idempotency key, so a message that comes again,
 * from a client that connects again, has no second effect; and while a run is under way, no message has one.
 *
 * <p>After a turn, the client attaches to the document's stream, whether its turn had an effect or not.
 */
public final class ChatTurns {
    /** How long a turn waits for the event that answers its command, before the client attaches anyway. */
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(10);

    /** The run is not what the client thinks it is: it has moved on meanwhile, and the client gets to see how. */
    private static final Set<ProblemCode> MOVED_ON = EnumSet.of(
            ProblemCode.RUN_ACTIVE, ProblemCode.RUN_NOT_ACTIVE, ProblemCode.RUN_NOT_PAUSED, ProblemCode.STALE_RUN);

    private final CommandService commands;
    private final CommandOutcomes outcomes;

    public ChatTurns(CommandService commands, CommandOutcomes outcomes) {
        this.commands = commands;
        this.outcomes = outcomes;
    }

    /**
     * A person wrote a message.
     *
     * @param caller who; the message stands for the idempotency key
     * @throws ProblemException when the caller may not see the document, or the request is refused; not if a run is under way
     * @throws LogUnavailableException when Kafka did not answer
     */
    public void say(DocumentId thread, ChatMessage message, CallerContext caller) throws LogUnavailableException {
        CallerContext keyed = withKey(caller, message.key(thread));
        RunRequest request = new RunRequest(message.text(), thread, null, RunOptions.DEFAULT);
        Optional<CommandReceipt> begun =
                unless(Set.of(ProblemCode.DOCUMENT_EXISTS), () -> commands.startDocument(request, keyed));
        if (begun.isEmpty()) {
            RunRequest change = new RunRequest(message.text(), null, null, RunOptions.DEFAULT);
            settle(() -> commands.startRun(thread, change, keyed), caller);
        }
    }

    /**
     * A person controls the run.
     *
     * @throws ProblemException when the caller may not see the document, or the request is refused; not if the run has moved
     *     on
     * @throws LogUnavailableException when Kafka did not answer
     */
    public void control(DocumentId thread, ControlRequest control, CallerContext caller)
            throws LogUnavailableException {
        settle(() -> commands.control(thread, control, withKey(caller, null)), caller);
    }

    /** Issues a command and waits for its answer: until then, the document's stream would seem to be at its end. */
    private void settle(Issue command, CallerContext caller) throws LogUnavailableException {
        Optional<CommandReceipt> accepted = unless(MOVED_ON, command);
        if (accepted.isPresent()) {
            outcomes.await(caller.owner(), accepted.get(), ANSWER_WAIT_MAX)
                    .flatMap(CommandOutcomes::refusal)
                    .filter(refusal -> !MOVED_ON.contains(refusal.code()))
                    .ifPresent(refusal -> {
                        throw refusal;
                    });
        }
    }

    private interface Issue {
        CommandReceipt command() throws LogUnavailableException;
    }

    private static Optional<CommandReceipt> unless(Set<ProblemCode> codes, Issue issue) throws LogUnavailableException {
        try {
            return Optional.of(issue.command());
        } catch (ProblemException e) {
            if (codes.contains(e.code())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static CallerContext withKey(CallerContext caller, @Nullable String key) {
        return new CallerContext(caller.caller(), key, caller.trace());
    }
}
