package dev.stepfold.orchestrator.watch;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.AppendContext;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.schemas.DocumentId;
import java.util.List;
import java.util.Optional;

/** Document topics whose appends are told of. */
public final class WatchedLog implements DocumentLog {
    private final DocumentLog log;
    private final Watch watch;

    public WatchedLog(DocumentLog log, Watch watch) {
        this.log = log;
        this.watch = watch;
    }

    @Override
    public int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException {
        long begunNanos = System.nanoTime();
        int won;
        try {
            won = log.append(events, context);
        } catch (LogUnavailableException e) {
            watch.unacknowledged(System.nanoTime() - begunNanos);
            throw e;
        }
        if (won == events.size()) {
            watch.appended(System.nanoTime() - begunNanos);
        } else {
            watch.lostRace(System.nanoTime() - begunNanos);
        }
        for (EncodedEvent event : events.subList(0, won)) {
            watch.happened(event.event().event());
        }
        return won;
    }

    @Override
    public DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException {
        return log.createOrRead(documentId);
    }

    @Override
    public Optional<LeftOver> findLeftOver(DocumentId documentId) throws LogUnavailableException {
        return log.findLeftOver(documentId);
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        return log.read(documentId, fromSequence);
    }

    @Override
    public Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException {
        return log.prepareDeletion(documentId);
    }
}
