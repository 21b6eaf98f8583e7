package dev.stepfold.commandline.document;

import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.ShiftedLog;
import dev.stepfold.documentlog.ShiftedLogException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;

/** Prints a document's events, and then those that come, a line each. */
public final class Tail {
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    /** How often a document without a topic is looked for in the archive, whose index is read whole. */
    private static final int LOOKS_PER_ARCHIVE_LOOK = 100;

    private final Cluster cluster;
    private final DocumentId documentId;
    private final PrintStream out;
    private final ShiftedLog shift = new ShiftedLog(0);
    private DocumentState state;
    private long next;

    public Tail(Cluster cluster, DocumentId documentId, PrintStream out) {
        this.cluster = cluster;
        this.documentId = documentId;
        this.out = out;
        this.state = DocumentState.initial(documentId);
    }

    /**
     * Follows the document until it is erased, or until its run is at rest.
     *
     * @param untilRest whether to end when the document is at rest
     */
    public void run(boolean untilRest) throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
            Logs logs = new Logs(cluster, consumer);
            requireThere(logs.read(documentId, next, this::print));
            for (int looks = 1; !(untilRest && state.exists() && state.status().isAtRest()); looks++) {
                Thread.sleep(LOOK_EVERY);
                if (!logs.readTopic(documentId, next, this::print) && looks % LOOKS_PER_ARCHIVE_LOOK == 0) {
                    requireThere(logs.read(documentId, next, this::print));
                }
            }
        }
    }

    private void requireThere(Logs.Place place) {
        if (place == Logs.Place.NOWHERE) {
            throw new CommandFailedException(
                    next == 0
                            ? "There is no document " + documentId + ": it has neither a topic nor an archived log"
                            : "Document " + documentId + " was erased");
        }
        if (shift.isShifted()) {
            throw new CommandFailedException(
                    "This log cannot be read: " + new ShiftedLogException(documentId).getMessage());
        }
    }

    private void print(LoggedRecord record) {
        next = record.offset() + 1;
        String text;
        try {
            Optional<EncodedEvent> event = record.counted(documentId);
            if (event.isPresent()) {
                shift.counted(record.offset(), record.valueBytes());
                state = DocumentFold.apply(state, event.get().event());
                text = text(event.get().event());
            } else {
                shift.notCounted(record.offset(), record.keyText(), record.valueBytes());
                text = "(a fenced write, which does not count)";
            }
        } catch (UnreadableException e) {
            shift.notCounted(record.offset(), record.keyText(), record.valueBytes());
            text = "(unreadable: " + e.reason().code() + ")";
        }
        out.println(String.format(Locale.ROOT, "%6d  %s  %s", record.offset(), record.timestamp(), text));
    }

    private static String text(RecordedEvent event) {
        EventType name = EventType.of(event.event());
        String what = name.status() == null ? name.type() : name.type() + " " + name.status();
        return switch (event.event()) {
            case AgentStep step -> what + ", " + step.step().wireName() + ": " + step.message();
            case StepResult result -> what + ", " + result.step().wireName() + ": " + result.summary();
            case CommandRejected rejected -> what + ": " + rejected.message();
            case AgentRun _, AgentData _ -> what + ", run " + event.runId();
            case DocumentArchive _ -> what;
        };
    }
}
