package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The documents accepted lately, by this gateway or, seen in {@code stepfold.commands}, by another: their first event may
 * still be on its way, and nobody is to be told that they do not exist. Holds the last {@value #REMEMBERED_MAX}.
 */
public final class AcceptedDocuments {
    private static final int REMEMBERED_MAX = 20_000;

    private final Map<DocumentId, AcceptedCommand> documents = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DocumentId, AcceptedCommand> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** Takes notice of a command in {@code stepfold.commands}; only the first to ask for a document counts. */
    public synchronized void notice(Command command) {
        switch (command) {
            case Command.StartRun start
            when start.newDocument() -> {
                var _ = reserve(start);
            }
            case Command.Erase erase -> documents.remove(erase.documentId());
            case Command.StartRun _,
                    Command.Cancel _,
                    Command.Pause _,
                    Command.Resume _,
                    Command.Retry _,
                    Command.Restart _,
                    Command.Archive _ -> {}
        }
    }

    /**
     * Notes a document about to be asked for.
     *
     * @return who asked for it before, if anybody; then nothing was noted
     */
    public synchronized Optional<AcceptedCommand> reserve(Command.StartRun start) {
        return Optional.ofNullable(documents.putIfAbsent(start.documentId(), accepted(start)));
    }

    /** Forgets a document whose command Kafka did not take. */
    public synchronized void release(Command.StartRun start) {
        documents.remove(start.documentId(), accepted(start));
    }

    private static AcceptedCommand accepted(Command.StartRun start) {
        return new AcceptedCommand(start.documentId(), start.runId(), start.commandId(), start.owner());
    }

    /** What asked for the document, where it was accepted lately. */
    public synchronized Optional<AcceptedCommand> find(DocumentId documentId) {
        return Optional.ofNullable(documents.get(documentId));
    }
}
