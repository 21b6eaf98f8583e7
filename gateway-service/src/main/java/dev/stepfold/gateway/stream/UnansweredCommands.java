package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The latest command of each document that this gateway accepted and whose answer was not dispatched yet. Until then, a
 * document at rest is about to change.
 *
 * <p>Best effort: a command counts for {@link #PATIENCE}, the latest {@value #DOCUMENTS_MAX} documents are remembered,
 * and commands that another gateway accepted are not known.
 */
final class UnansweredCommands {
    /** How long an answer is expected; later it may be a long time in coming. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final int DOCUMENTS_MAX = 10_000;

    private final LongSupplier nanoTime;
    private final Map<DocumentId, Unanswered> byDocument = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DocumentId, Unanswered> eldest) {
            return size() > DOCUMENTS_MAX;
        }
    };

    private record Unanswered(CommandId commandId, long sinceNanos) {}

    UnansweredCommands(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Records a command that is about to be written. No event answers an erasure. */
    synchronized void add(Command command) {
        if (!(command instanceof Command.Erase)) {
            byDocument.remove(command.documentId());
            byDocument.put(command.documentId(), new Unanswered(command.commandId(), nanoTime.getAsLong()));
        }
    }

    /** Forgets a command that was not written. */
    synchronized void remove(Command command) {
        remove(command.documentId(), command.commandId());
    }

    /** Forgets the command that a dispatched event answers. */
    synchronized void answeredBy(EventFrame frame) {
        if (mayAnswer(frame) && byDocument.containsKey(frame.documentId())) {
            try {
                frame.event().event().answeredCommand().ifPresent(answered -> remove(frame.documentId(), answered));
            } catch (UnreadableException _) {
                byDocument.remove(frame.documentId());
            }
        }
    }

    /** Whether a command of the document awaits its answer. */
    synchronized boolean has(DocumentId documentId) {
        Unanswered command = byDocument.get(documentId);
        return command != null && nanoTime.getAsLong() - command.sinceNanos() < PATIENCE.toNanos();
    }

    private void remove(DocumentId documentId, CommandId commandId) {
        byDocument.computeIfPresent(
                documentId, (_, latest) -> latest.commandId().equals(commandId) ? null : latest);
    }

    /** Spares the other events, which are many, the decoding. */
    private static boolean mayAnswer(EventFrame frame) {
        return switch (frame.type()) {
            case RUN_STARTED,
                    RUN_CANCELLED,
                    RUN_PAUSED,
                    RUN_RESUMED,
                    RUN_RESTARTED,
                    COMMAND_REJECTED,
                    DOCUMENT_ARCHIVED -> true;
            case RUN_COMPLETED,
                    RUN_FAILED,
                    STEP_PROCESSING,
                    STEP_RETRYING,
                    STEP_COMPLETE,
                    STEP_FAILED,
                    STEP_SKIPPED,
                    STEP_RESULT,
                    DATA_PARTIAL,
                    DATA_FINAL,
                    DOCUMENT_RESTORED -> false;
        };
    }
}
