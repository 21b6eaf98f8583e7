package dev.stepfold.orchestrator.archive;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.orchestrator.document.Archive;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Says which documents it would not take; nobody here stores one. */
final class RefusingArchive implements Archive {
    private final Set<DocumentId> refused = ConcurrentHashMap.newKeySet();

    /** From now on this document is not taken. */
    void refuse(DocumentId documentId) {
        refused.add(documentId);
    }

    @Override
    public Optional<String> refusal(DocumentId documentId) {
        return refused.contains(documentId) ? Optional.of("too large") : Optional.empty();
    }

    @Override
    public Optional<DocumentLogSlice> find(DocumentId documentId) {
        throw new AssertionError("nothing is looked for here");
    }

    @Override
    public boolean store(DocumentId documentId) {
        throw new AssertionError("nothing is stored here");
    }

    @Override
    public boolean restore(EncodedEvent restored, Traceparent trace, PartitionLease lease) {
        throw new AssertionError("nothing is restored here");
    }

    @Override
    public Optional<Instant> erase(DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic) {
        throw new AssertionError("nothing is erased here");
    }
}
