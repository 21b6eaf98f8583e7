package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An erasure under way. In this order: the commands before it are committed as finished, the topic and the archived log
 * are deleted, the tombstone is written. The source of truth is deleted before receivers are told. An orchestrator that
 * reads the command again after a crash repeats both.
 *
 * <p>Not thread-safe.
 */
final class Erasure {
    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);

    private final Ports ports;
    private final Delivery command;
    private final Instant since;
    private final @Nullable RecordedEvent first;
    private final DocumentLog.Deletion deletion;
    private final CompletableFuture<Void> settled;

    /** Completes when the tombstone is durable; null before it is written. */
    private @Nullable CompletableFuture<Void> told;

    /**
     * @param first the event that the document begins with; null if it has none
     * @param deletion of the topic that the document has now
     * @param settled completes once the commands before it are committed as finished
     */
    Erasure(
            Ports ports,
            Delivery command,
            @Nullable RecordedEvent first,
            DocumentLog.Deletion deletion,
            CompletableFuture<Void> settled) {
        this.ports = ports;
        this.command = command;
        this.since = ports.clock().instant();
        this.first = first;
        this.deletion = deletion;
        this.settled = settled;
    }

    /** The command that requested it. */
    Delivery command() {
        return command;
    }

    /**
     * Continues as far as possible.
     *
     * @param wake called, possibly at once and on another thread, when it can continue
     * @return whether it is done
     * @throws LogUnavailableException when Kafka did not answer; retry with the same arguments
     */
    boolean advance(Runnable wake) throws LogUnavailableException {
        CompletableFuture<Void> written = told;
        if (!settled.isDone()) {
            var _ = settled.whenComplete((_, _) -> wake.run());
            return false;
        }
        if (written == null) {
            settled.join();
            written = ports.feed().erase(tombstone(), command.trace());
            told = written;
            var _ = written.whenComplete((_, _) -> wake.run());
            return false;
        }
        if (!written.isDone()) {
            return false;
        }
        written.join();
        LOG.info(
                "erased documentId={} commandId={}",
                documentId(),
                command.command().commandId());
        return true;
    }

    /**
     * Deletes the topic and the archived log. The tombstone's time is later than every event that was still appended to
     * the topic. If the topic did not exist any more, the document may have been recreated since, and the time is
     * before that.
     */
    private Tombstone tombstone() throws LogUnavailableException {
        return new Tombstone(
                documentId(),
                ports.archive().erase(documentId(), first, deletion).orElse(since));
    }

    private DocumentId documentId() {
        return command.command().documentId();
    }
}
