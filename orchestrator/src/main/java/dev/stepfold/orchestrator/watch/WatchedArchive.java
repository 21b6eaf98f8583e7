package dev.stepfold.orchestrator.watch;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.Archive;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.orchestrator.watch.Watch.ArchiveOutcome;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The archive, whose moves are told of. */
public final class WatchedArchive implements Archive {
    private final Archive archive;
    private final Watch watch;

    public WatchedArchive(Archive archive, Watch watch) {
        this.archive = archive;
        this.watch = watch;
    }

    @Override
    public boolean store(DocumentId documentId) throws LogUnavailableException {
        return told(ArchiveOutcome.ARCHIVED, () -> archive.store(documentId));
    }

    @Override
    public boolean restore(EncodedEvent restored, Traceparent trace, PartitionLease lease)
            throws LogUnavailableException {
        return told(ArchiveOutcome.RESTORED, () -> archive.restore(restored, trace, lease));
    }

    private boolean told(ArchiveOutcome done, Move move) throws LogUnavailableException {
        boolean moved;
        try {
            moved = move.tried();
        } catch (LogUnavailableException e) {
            watch.archive(ArchiveOutcome.FAILED);
            throw e;
        }
        if (moved) {
            watch.archive(done);
        }
        return moved;
    }

    @FunctionalInterface
    private interface Move {
        boolean tried() throws LogUnavailableException;
    }

    @Override
    public Optional<DocumentLogSlice> find(DocumentId documentId) throws LogUnavailableException {
        return archive.find(documentId);
    }

    @Override
    public Optional<String> refusal(DocumentId documentId) throws LogUnavailableException {
        return archive.refusal(documentId);
    }

    @Override
    public Optional<Instant> erase(DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic)
            throws LogUnavailableException {
        return archive.erase(documentId, first, topic);
    }
}
