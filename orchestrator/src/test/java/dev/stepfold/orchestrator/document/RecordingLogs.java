package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The topics of several documents in memory. */
public final class RecordingLogs implements DocumentLog {
    private final Map<DocumentId, RecordingLog> logs = new ConcurrentHashMap<>();

    /** The topic of a document, which may be there or not. */
    public RecordingLog of(DocumentId documentId) {
        return logs.computeIfAbsent(documentId, _ -> new RecordingLog());
    }

    /** The topics that are there. */
    Map<DocumentId, RecordingLog> existing() {
        Map<DocumentId, RecordingLog> existing = new TreeMap<>(Comparator.comparing(DocumentId::value));
        logs.forEach((documentId, log) -> {
            if (log.exists()) {
                existing.put(documentId, log);
            }
        });
        return existing;
    }

    @Override
    public DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException {
        return of(documentId).createOrRead(documentId);
    }

    @Override
    public Optional<LeftOver> findLeftOver(DocumentId documentId) throws LogUnavailableException {
        return of(documentId).findLeftOver(documentId);
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        return of(documentId).read(documentId, fromSequence);
    }

    @Override
    public Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException {
        return of(documentId).prepareDeletion(documentId);
    }

    @Override
    public int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException {
        return of(events.getFirst().event().documentId()).append(events, context);
    }
}
