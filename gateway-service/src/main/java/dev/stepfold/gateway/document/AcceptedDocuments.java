package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The documents accepted recently, by this gateway or, as seen in {@code stepfold.commands}, by another. Their first
 * event may still be on its way, and no caller may be told that they do not exist. Holds the last
 * {@value #REMEMBERED_MAX}.
 */
public final class AcceptedDocuments {
    private static final int REMEMBERED_MAX = 20_000;

    private final Map<DocumentId, Requested> documents = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DocumentId, Requested> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** @param written whether Kafka is known to have the command, although it may not have acknowledged it */
    private record Requested(AcceptedCommand command, boolean written) {}

    /** Records a command seen in {@code stepfold.commands}; only the first that requests a document counts. */
    public synchronized void notice(Command command) {
        switch (command) {
            case Command.StartRun start
            when start.newDocument() ->
                documents.merge(
                        start.documentId(),
                        new Requested(accepted(start), true),
                        (earlier, seen) -> earlier.written() ? earlier : seen);
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
     * A document about to be requested. It is forgotten when this is closed, unless it was kept, or its command was seen
     * meanwhile. If it was requested before, nothing was recorded, and nothing is forgotten.
     */
    public final class Reservation implements AutoCloseable {
        private final AcceptedCommand command;
        private final @Nullable AcceptedCommand earlier;
        private boolean kept;

        private Reservation(AcceptedCommand command, @Nullable AcceptedCommand earlier) {
            this.command = command;
            this.earlier = earlier;
        }

        /** The command that requested the document before, if any. */
        public Optional<AcceptedCommand> earlier() {
            return Optional.ofNullable(earlier);
        }

        /** Records that Kafka has the command. */
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

    /** Records a document about to be requested, unless it was requested before. */
    public synchronized Reservation reserve(Command.StartRun start) {
        AcceptedCommand command = accepted(start);
        Requested earlier = documents.putIfAbsent(command.documentId(), new Requested(command, false));
        return new Reservation(command, earlier == null ? null : earlier.command());
    }

    private synchronized void forget(AcceptedCommand command) {
        documents.remove(command.documentId(), new Requested(command, false));
    }

    private static AcceptedCommand accepted(Command.StartRun start) {
        return new AcceptedCommand(start.documentId(), start.runId(), start.commandId(), start.owner());
    }

    /** The command that requested the document, if it was accepted recently. */
    public synchronized Optional<AcceptedCommand> find(DocumentId documentId) {
        return Optional.ofNullable(documents.get(documentId)).map(Requested::command);
    }
}
