package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            when start.newDocument() -> documents.putIfAbsent(start.documentId(), accepted(start));
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
     * A document about to be asked for, which is forgotten when this is closed, unless it was kept. Where somebody asked for it
     * before, nothing was noted, and nothing is forgotten.
     */
    public final class Reservation implements AutoCloseable {
        private final AcceptedCommand command;
        private final @Nullable AcceptedCommand earlier;
        private boolean kept;

        private Reservation(AcceptedCommand command, @Nullable AcceptedCommand earlier) {
            this.command = command;
            this.earlier = earlier;
        }

        /** What asked for the document before, if anything. */
        public Optional<AcceptedCommand> earlier() {
            return Optional.ofNullable(earlier);
        }

        /** Says that Kafka has the command. */
        public void keep() {
            kept = true;
        }

        @Override
        public void close() {
            if (!kept && earlier == null) {
                forget(command);
            }
        }
    }

    /** Notes a document about to be asked for, unless it was asked for before. */
    public synchronized Reservation reserve(Command.StartRun start) {
        AcceptedCommand command = accepted(start);
        return new Reservation(command, documents.putIfAbsent(command.documentId(), command));
    }

    private synchronized void forget(AcceptedCommand command) {
        documents.remove(command.documentId(), command);
    }

    private static AcceptedCommand accepted(Command.StartRun start) {
        return new AcceptedCommand(start.documentId(), start.runId(), start.commandId(), start.owner());
    }

    /** What asked for the document, where it was accepted lately. */
    public synchronized Optional<AcceptedCommand> find(DocumentId documentId) {
        return Optional.ofNullable(documents.get(documentId));
    }
}
